import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'

export interface OpenPage {
  readonly page: Page
  /** Whatever it did that a report must not do. */
  readonly offences: readonly string[]
  /** Goes to a view. */
  readonly see: (view: string) => Promise<void>
}

/** Opens a page that `write-pages.ts` wrote. */
export const openPage = async (
  browser: BrowserContext,
  folder: string,
  name: string,
  hash = '',
): Promise<OpenPage> => {
  const page = await browser.newPage()
  const offences: string[] = []
  page.on('dialog', (dialog) => {
    offences.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', (error) => offences.push(error.message))
  page.on('request', (request) => {
    if (!/^(?:file|data|blob):/u.test(request.url())) offences.push(`request ${request.url()}`)
  })
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href + hash)
  await page.waitForSelector('h1')
  return {
    page,
    offences,
    see: async (view) => {
      await page
        .getByRole('navigation', { name: 'Views' })
        .getByRole('link', { name: view, exact: true })
        .click()
    },
  }
}
