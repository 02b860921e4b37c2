import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { makeRunPage } from '@stagewright/report'
import { withBrowser } from '../../../core/test/browser/chromium.ts'
import { sampleRun } from './sample-run.ts'

// Draws the pictures of the report that the guide shows: `npm run picture -w @stagewright/report`.

const pictures = resolve(import.meta.dirname, '../../../../docs/pictures')
const folder = mkdtempSync(join(tmpdir(), 'stagewright-picture-'))
const options = { records: 8, epochs: 20 } as const
const before = sampleRun({ ...options, run: '20260920-093112-7hq2kd' })
const { document, load } = sampleRun({
  ...options,
  run: '20260921-141500-c81mzx',
  seed: 3,
  reused: ['prepare'],
})
const path = join(folder, 'report.html')
try {
  writeFileSync(path, await makeRunPage(document, { loadReports: load, before: before.document }))
  await withBrowser(async (browser) => {
    const page = await browser.newPage()
    await page.setViewportSize({ width: 1120, height: 660 })
    for (const [name, view] of [
      ['report', 'overview'],
      ['report-timeline', 'timeline'],
    ]) {
      await page.goto(`${pathToFileURL(path).href}#/${view}`)
      await page.reload()
      await page.waitForSelector(`.views [aria-current]`)
      await page.waitForTimeout(300)
      await page.screenshot({ path: join(pictures, `${name}.png`) })
    }
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
