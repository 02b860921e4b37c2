import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { eventually, withBrowser } from '../../core/test/browser/chromium.ts'
import { chinese, hostile } from './support/digits.ts'
import { runScript } from './support/run-script.ts'
import { problemsFound } from './support/axe.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagewright-page-'))
  runScript('write-pages.ts', folder)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A page, and whatever it did that a report must not do. */
const open = async (browser: BrowserContext, name: string): Promise<{ page: Page; offences: string[] }> => {
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
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href)
  await page.waitForSelector('h1')
  return { page, offences }
}

test('the report in a browser', async () => {
  await withBrowser(async (browser) => {
    const { page, offences } = await open(browser, 'first')

    // What was reported is there; what looks like HTML is text.
    const results = page.locator('#results')
    expect(await results.locator('svg').count()).toBe(3)
    expect(await results.locator('.rendered strong').textContent()).toBe('Bold')
    expect(await results.locator('table').first().textContent()).toContain(`${hostile}0.8`)
    expect(
      await results.locator('img').evaluateAll((images) => images.map((each) => each.getAttribute('alt'))),
    ).toEqual(['A dot'])
    expect(await results.locator('a[download]').getAttribute('download')).toBe('dot.png')
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0)
    expect(await page.locator('#graph').textContent()).toContain(chinese)

    // Search finds by stage, record and reason; a filter joins in.
    const search = page.getByRole('searchbox')
    await search.fill(chinese)
    const names = page.locator('table.steps tbody th')
    expect(
      await eventually(
        () => names.allTextContents(),
        [`load ${chinese}`, `fit ${chinese}`, `score ${chinese}`],
      ),
    ).toEqual([`load ${chinese}`, `fit ${chinese}`, `score ${chinese}`])
    await page.getByRole('button', { name: 'reused', exact: true }).click()
    expect(await eventually(() => names.allTextContents(), [`load ${chinese}`])).toEqual([`load ${chinese}`])
    await page.getByRole('button', { name: 'reused', exact: true }).click()

    // A click on a step, in the list or in the picture, shows it; the address names it.
    await search.fill('fit plain')
    await page.getByRole('button', { name: 'fit plain', exact: true }).click()
    const detail = page.getByRole('complementary')
    expect(await detail.textContent()).toMatch(
      /first run.*Reported.*Loss.*Outputs.*model.*12.*Reads.*load@plain.*Feeds.*score@plain.*parameter k.*3/su,
    )
    expect(new URL(page.url()).hash).toBe(`#step=${encodeURIComponent('fit@plain')}`)
    await detail.getByRole('button', { name: 'score@plain' }).click()
    expect(await detail.getByRole('heading', { level: 2 }).textContent()).toBe('score plain')
    await page.keyboard.press('Escape')
    expect(await eventually(() => detail.count(), 0)).toBe(0)
    await page.locator('.box').filter({ hasText: hostile }).first().click()
    expect(await detail.getByRole('heading', { level: 2 }).textContent()).toContain(hostile)
    await page.getByRole('button', { name: 'Close' }).click()

    // Stages fold and open.
    expect(await eventually(() => page.locator('.box').count(), 10)).toBe(10)
    await page.getByRole('button', { name: 'fold all' }).click()
    expect(await eventually(() => page.locator('.box').count(), 4)).toBe(4)
    await page.locator('.box', { hasText: 'fit' }).click()
    expect(await eventually(() => page.locator('.box').count(), 6)).toBe(6)

    // With the keyboard alone: to the search, to a step, into its panel, and back.
    await page.reload()
    await names.first().waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type('score plain')
    expect(await eventually(() => names.allTextContents(), ['score plain'])).toEqual(['score plain'])
    const step = page.locator('table.steps .step-link')
    for (
      let presses = 0;
      presses < 12 && !(await step.evaluate((element) => element === document.activeElement));
      presses++
    )
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(
      await eventually(() => detail.evaluate((element) => element.contains(document.activeElement)), true),
    ).toBe(true)
    await page.keyboard.press('Escape')
    expect(await eventually(() => step.evaluate((element) => element === document.activeElement), true)).toBe(
      true,
    )
    const box = page.locator('.box').first()
    await box.focus()
    expect(await eventually(() => box.evaluate((element) => element === document.activeElement), true)).toBe(
      true,
    )
    await page.keyboard.press('Enter')
    expect(await eventually(() => detail.count(), 1)).toBe(1)

    // The run after it says what changed, and why.
    const second = await open(browser, 'second')
    expect(await second.page.locator('#reasons').textContent()).toContain("parameter 'k' changed from 3 to 4")
    expect(await second.page.locator('#differences').textContent()).toMatch(/fit@plain.*model.*12.*16/su)

    // A warm run still shows what was reported.
    const warm = await open(browser, 'warm')
    expect(await warm.page.locator('#reasons').textContent()).toContain('Nothing had to run')
    expect(await warm.page.locator('#results svg').count()).toBe(3)

    // A failure is told first, with what the step had reported.
    const failed = await open(browser, 'failed')
    expect(await failed.page.locator('#problems').textContent()).toContain('It does not converge </script>')
    await failed.page.locator('#problems .step-link').first().click()
    expect(await failed.page.getByRole('complementary').locator('svg').count()).toBe(1)

    // A thousand steps are folded, and only a part of the list is drawn.
    const large = await open(browser, 'large')
    expect(await large.page.locator('.box').count()).toBeLessThanOrEqual(240)
    expect(await large.page.locator('table.steps tbody tr').count()).toBe(100)

    for (const each of [{ page, offences }, second, warm, failed, large]) {
      expect(each.offences).toEqual([])
      for (const colorScheme of ['light', 'dark'] as const) {
        await each.page.emulateMedia({ colorScheme })
        expect(await problemsFound(each.page)).toEqual([])
      }
    }
  })
}, 240_000)
