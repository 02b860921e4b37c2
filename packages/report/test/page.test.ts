import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { eventually, withBrowser } from '../../core/test/browser/chromium.ts'
import { problemsFound } from './support/axe.ts'
import { chinese, hostile } from './support/digits.ts'
import { openPage } from './support/open-page.ts'
import { runScript } from './support/run-script.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagewright-page-'))
  runScript('write-pages.ts', folder)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const texts = (locator: Locator) => async (): Promise<readonly string[]> =>
  (await locator.allTextContents()).map((text) => text.replace(/\s+/gu, ' ').trim())

/** What a list shows, once it shows what is expected. */
const shows = async (locator: Locator, expected: readonly string[]): Promise<void> =>
  expect(await eventually(texts(locator), expected)).toEqual(expected)

const counts = async (locator: Locator, expected: number): Promise<void> =>
  expect(await eventually(() => locator.count(), expected)).toBe(expected)

const isFocused = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => element === document.activeElement)

const rows = (page: Page, view: string): Locator => page.locator(`#${view} tbody tr[data-row]`)

test('a changed artifact leads back to its first cause, with the lines of code that changed', async () => {
  await withBrowser(async (browser) => {
    const { page, offences, see } = await openPage(browser, folder, 'edited')
    await see('Changes')
    await page
      .locator('#changes tr', { hasText: 'score@plain' })
      .getByRole('link', { name: 'why' })
      .first()
      .click()
    const why = page.locator('.why-changed')
    await shows(why.locator('.first-causes > li > p'), ['code changed: helper scale fit@plain'])
    await shows(why.locator('pre span'), ['(x) => {', '- return x * "<b>";', '+ return x + "<b>";', '}'])
    await shows(why.locator('.way li'), [
      "score@plain input 'model' changed",
      'fit@plain code changed: helper scale',
    ])
    expect(new URL(page.url()).hash).toMatch(/^#\/changes\?why=score%40plain&output=/u)
    await why.locator('.way').getByRole('button', { name: 'fit@plain' }).click()
    const detail = page.getByRole('complementary')
    await detail.getByRole('link', { name: 'why it changed' }).click()
    await shows(why.locator('.way li'), [])
    await shows(why.locator('.first-causes > li > p'), ['code changed: helper scale fit@plain'])
    expect(await problemsFound(page)).toEqual([])
    expect(offences).toEqual([])
  })
})

test('results, search, a step’s panel, links and Back work by pointer and by keyboard, and nothing that was reported runs', async () => {
  await withBrowser(async (browser) => {
    const { page, offences, see } = await openPage(browser, folder, 'first')

    // What was reported is there; what looks like HTML is text. Three records' plots share a picture.
    await see('Results')
    const results = page.locator('#results')
    expect(await results.locator('.is-plot').count()).toBe(1)
    for (const record of [hostile, chinese, 'plain'])
      expect(await results.locator('.is-plot').textContent()).toContain(record)
    expect(await results.locator('.rendered strong').textContent()).toBe('Bold')
    expect(await results.locator('table').first().textContent()).toContain('<b>')
    expect(
      await results.locator('img').evaluateAll((images) => images.map((each) => each.getAttribute('alt'))),
    ).toEqual(['A dot'])
    expect(await results.locator('a[download]').getAttribute('download')).toBe('dot.png')
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0)
    await see('Metrics')
    expect(await page.locator('#metrics table').textContent()).toContain(hostile)

    // Search finds by stage, record and reason; a filter joins in; k=2 is a parameter, and not the beginning of one.
    await see('Steps')
    const search = page.locator('#steps').getByRole('searchbox')
    const names = page.locator('#steps tbody th')
    await search.fill(chinese)
    await shows(names, [`load ${chinese}`, `fit ${chinese}`, `score ${chinese}`])
    await page.getByRole('button', { name: 'reused', exact: true }).click()
    await shows(names, [`load ${chinese}`])
    await page.getByRole('button', { name: 'reused', exact: true }).click()
    await search.fill('k=2 fit')
    await shows(names, [`fit ${chinese}`])

    // A click on a step shows it; the address names it, and Back closes it.
    await search.fill('fit plain')
    await page.getByRole('button', { name: 'fit plain', exact: true }).click()
    const detail = page.getByRole('complementary')
    expect(await detail.textContent()).toMatch(
      /first run.*Reported.*Loss.*Outputs.*model.*12.*Reads.*load@plain.*Feeds.*score@plain.*parameter k.*3/su,
    )
    expect(new URL(page.url()).hash).toBe('#/steps?step=fit%40plain')
    await detail.getByRole('button', { name: 'score@plain' }).click()
    const title = detail.getByRole('heading', { level: 2 })
    await shows(title, ['score plain'])
    await page.goBack()
    await shows(title, ['fit plain'])
    await page.goBack()
    await counts(detail, 0)
    await page.goForward()
    await shows(title, ['fit plain'])

    // Everything that a value comes from, back to the parameters.
    await detail.getByRole('button', { name: 'score@plain' }).click()
    await detail.getByText('Everything it comes from').click()
    expect(await eventually(texts(detail.locator('.lineage li')), ['fit@plain', 'load@plain'])).toEqual([
      'fit@plain',
      'load@plain',
    ])
    expect(await detail.locator('.lineage').textContent()).toMatch(/parameter k.*3.*parameter rows.*4/su)
    await page.keyboard.press('Escape')
    await counts(detail, 0)

    // With the keyboard alone: to the steps, to the search, to a step, into its panel, and back.
    await page.goto(page.url().replace(/#.*/u, ''))
    await page.waitForSelector('h1')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await names.first().waitFor()
    expect(await eventually(() => isFocused(page.locator('#steps')), true)).toBe(true)
    await page.keyboard.press('Tab')
    await page.keyboard.type('score plain')
    await shows(names, ['score plain'])
    const step = page.locator('#steps .step-link')
    for (let presses = 0; presses < 16 && !(await isFocused(step)); presses++)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await counts(detail, 1)
    expect(
      await eventually(() => detail.evaluate((element) => element.contains(document.activeElement)), true),
    ).toBe(true)
    await page.keyboard.press('Escape')
    expect(await eventually(() => isFocused(step), true)).toBe(true)

    // The run after it shows what changed, and why.
    const second = await openPage(browser, folder, 'second')
    expect(await second.page.locator('#why').textContent()).toContain("parameter 'k' changed from 3 to 4")
    await second.see('Changes')
    expect(await second.page.locator('#changes').textContent()).toMatch(/fit@plain.*model.*12.*16/su)

    // A warm run still shows what was reported.
    const warm = await openPage(browser, folder, 'warm')
    expect(await warm.page.locator('#why').textContent()).toContain('Everything was up to date.')
    await warm.see('Results')
    expect(await warm.page.locator('#results .is-plot').count()).toBe(1)

    // A failure comes first, with what it blocks, and what the step had reported.
    const failed = await openPage(browser, folder, 'failed')
    const problems = failed.page.locator('#problems')
    expect(await problems.textContent()).toContain('It does not converge </script>')
    expect(await problems.textContent()).toContain('blocks 2 steps')
    await problems.locator('.step-link').first().click()
    expect(await failed.page.getByRole('complementary').locator('.is-plot').count()).toBe(1)

    for (const each of [{ offences }, second, warm, failed]) expect(each.offences).toEqual([])
  })
}, 240_000)

test('a table of 500 rows has a bounded height, draws what is in sight, sorts, filters, is saved and is printed whole', async () => {
  await withBrowser(async (browser) => {
    const { page, offences } = await openPage(browser, folder, 'sample', '#results')
    const table = page.locator('.data-table').filter({ has: page.locator('table', { hasText: 'feature 0' }) })
    const scroll = table.locator('.scroll')
    expect((await scroll.boundingBox())?.height).toBeLessThan(600)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280)
    const drawn = table.locator('tbody tr[data-row]')
    expect(await drawn.count()).toBeLessThan(60)
    const first = drawn.first().locator('td').first()
    await shows(first, ['0'])

    // The header sorts, and says so; the filter leaves what has all words.
    const header = table.getByRole('columnheader').first()
    await header.getByRole('button').click()
    await shows(first, ['499'])
    expect(await header.getAttribute('aria-sort')).toBe('descending')
    await header.getByRole('button').click()
    await shows(first, ['0'])
    await scroll.evaluate((element) => element.scrollTo(0, 9000))
    await eventually(async () => Number(await first.textContent()) > 100, true)
    expect(Number(await first.textContent())).toBeGreaterThan(100)
    await table.getByRole('searchbox').fill('longer remark')
    await counts(table.getByText('56 of 500 rows'), 1)

    // What is saved is what was filtered, with all digits.
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      table.getByRole('button', { name: 'Save as CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Examples.csv')
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n')
    expect([lines.length, lines[0]]).toEqual([
      58,
      'row,feature 0,feature 1,feature 2,feature 3,feature 4,note',
    ])
    expect(lines[1]).toContain('"a longer remark about this row, which would wrap in a narrow column"')
    await table.getByRole('searchbox').fill('')

    // On paper there is every view, and every row.
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    await counts(drawn, 500)
    for (const view of ['metrics', 'timeline', 'grid', 'graph', 'steps', 'changes', 'storage', 'about'])
      expect(await page.locator(`#${view}`).count()).toBe(1)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await counts(page.locator('#metrics'), 0)
    expect(offences).toEqual([])
  })
}, 120_000)

test('metrics stand beside parameters with the best marked and what changed; repeated numbers are curves with values', async () => {
  await withBrowser(async (browser) => {
    const { page, offences, see } = await openPage(browser, folder, 'sample')
    expect(await page.locator('.headlines').textContent()).toMatch(/best accuracy0\.9145 \+0\.004/u)
    await see('Metrics')
    const table = page.locator('#metrics table')
    const header = (await texts(table.locator('thead th .sort'))()).slice(0, 7)
    expect(header).toEqual(['record', 'model', 'k', 'rate', 'accuracy▼', 'loss', 'cost'])
    const best = table.locator('tbody tr').first()
    expect(await best.textContent()).toMatch(/^linear-3linear3.*★ 0\.91447/u)
    expect(await best.locator('.is-better').first().textContent()).toMatch(/^\+0\.004 better/u)
    expect(await table.textContent()).toContain('$1,234.50')
    expect(await page.locator('#metrics').textContent()).toContain('All records share rows = 4000.')

    // More cost may be better: the mark turns.
    const costs = table.locator('tbody tr td:nth-child(7)')
    const marked = async (): Promise<string | undefined> =>
      (await texts(costs)()).find((text) => text.startsWith('★'))
    expect(await marked()).toBe('★ $1,234.50')
    await table.getByRole('button', { name: 'cost: less is better. Turn.' }).click()
    expect(await eventually(marked, '★ $1,239.50')).toBe('★ $1,239.50')

    // The scatter shows a record's values where it is pointed at, and opens its step.
    const scatter = page.getByRole('img', { name: /^accuracy against model: 6 records/u })
    const dot = scatter.locator('.best')
    await dot.hover()
    await counts(page.locator('.tip', { hasText: 'linear-3' }), 1)
    await dot.click()
    await shows(page.getByRole('complementary').getByRole('heading', { level: 2 }), ['score linear-3'])
    await page.keyboard.press('Escape')
    expect(await page.locator('.strands path').count()).toBe(6)

    // Thirty reports of a loss are one chart of six lines, with the last values beside it.
    await see('Results')
    const chart = page.locator('figure', { has: page.locator('.curve') })
    await counts(chart, 1)
    expect(await chart.locator('.curve').count()).toBe(6)
    expect(await chart.locator('.ends li').count()).toBe(6)
    await chart.locator('.curve circle').first().hover({ force: true })
    expect(await eventually(texts(chart.locator('.tip strong')), ['1.2'])).toEqual([
      expect.stringMatching(/^1\.2\d+$/u),
    ])
    expect(offences).toEqual([])
  })
}, 120_000)

test('the timeline has lanes, a critical path and reasons for waiting; the grid shows what failed and what that blocked', async () => {
  await withBrowser(async (browser) => {
    const { page, offences, see } = await openPage(browser, folder, 'broken', '#timeline')
    const timeline = page.locator('#timeline')
    expect(await timeline.locator('.piece').count()).toBe(17)
    expect(await timeline.locator('.piece.is-failed').count()).toBe(1)
    const lanes = new Set(
      await timeline
        .locator('.piece rect:first-child')
        .evaluateAll((all) => all.map((each) => each.getAttribute('y'))),
    )
    expect(lanes.size).toBe(4)
    expect(await timeline.textContent()).toContain('The critical path has 3 steps')
    expect(await timeline.locator('.path li').count()).toBe(3)
    expect(await timeline.locator('table').textContent()).toContain('one of')
    const width = async (): Promise<number> =>
      Number(await timeline.locator('.piece rect:first-child').first().getAttribute('width'))
    const before = await width()
    await timeline.getByRole('button', { name: 'Zoom in' }).click()
    await eventually(async () => (await timeline.locator('.piece').count()) < 17, true)
    await timeline.getByRole('button', { name: 'whole run' }).click()
    expect(await eventually(width, before)).toBe(before)
    await timeline.locator('.piece.is-failed').hover()
    await counts(page.locator('.tip', { hasText: 'failed' }), 1)
    await timeline.locator('.piece.is-failed').click()
    await shows(page.getByRole('complementary').getByRole('heading', { level: 2 }), ['train linear-3'])
    await page.keyboard.press('Escape')

    await see('Grid')
    const grid = page.locator('#grid')
    await shows(grid.locator('tbody th'), [
      'tree-1',
      'knn-2',
      'linear-3',
      'tree-4',
      'knn-5',
      'linear-6',
      'all',
    ])
    await grid.getByRole('button', { name: 'failed or blocked' }).click()
    await shows(grid.locator('tbody th'), ['linear-3', 'all'])
    expect(
      await grid
        .locator('tbody .cell')
        .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label'))),
    ).toEqual([
      expect.stringMatching(/^prepare@linear-3: ran, \d+ ms$/u),
      expect.stringMatching(/^train@linear-3: failed, [\d.]+ m?s$/u),
      'score@linear-3: blocked',
      'compare@all: blocked',
    ])
    await grid.getByRole('button', { name: 'score@linear-3: blocked' }).click()
    expect(await page.getByRole('complementary').textContent()).toContain('It waits for train@linear-3')
    await page.keyboard.press('Escape')

    await see('Storage')
    expect(await texts(page.locator('#storage tbody th'))()).toEqual(['train', 'score', 'prepare'])
    expect(offences).toEqual([])
  })
}, 120_000)

test('the graph keeps the order of records, folds one stage, searches, filters, shows neighbours alone, and zooms at the pointer', async () => {
  await withBrowser(async (browser) => {
    const { page, offences, see } = await openPage(browser, folder, 'broken', '#graph')
    const graph = page.locator('#graph')
    const boxes = graph.locator('g.box:not(.fold)')
    await counts(boxes, 19)
    const heights = await boxes
      .filter({ hasText: 'train' })
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top))
    expect(heights).toEqual(heights.toSorted((a, b) => a - b))
    expect(heights).toHaveLength(6)

    // One stage folds, and opens again where it stands.
    await graph.getByRole('button', { name: 'train 6', exact: true }).click()
    await counts(boxes, 14)
    await boxes.filter({ hasText: '6' }).filter({ hasText: 'train' }).click()
    await counts(boxes, 19)
    await graph.locator('.fold').nth(6).click()
    await counts(boxes, 14)
    await graph.getByRole('button', { name: 'open all' }).click()
    await counts(boxes, 19)

    // Search and filter leave the rest dim.
    const lit = graph.locator('g:not(.dim) > g.box:not(.fold)')
    await graph.getByRole('searchbox').fill('k=3')
    await counts(lit, 3)
    await graph.getByRole('searchbox').fill('')
    await graph.getByRole('button', { name: 'blocked', exact: true }).click()
    await counts(lit, 2)
    await graph.getByRole('button', { name: 'blocked', exact: true }).click()

    // Zooming keeps the place under the pointer; a small map appears, and "fit" shows all.
    const box = boxes.filter({ hasText: 'linear-6' }).first()
    await graph.getByRole('button', { name: 'fit' }).click()
    await box.scrollIntoViewIfNeeded()
    const at = await box.boundingBox()
    if (at === null) throw new Error('The box is not in sight.')
    const [x, y] = [at.x + at.width / 2, at.y + at.height / 2]
    await page.mouse.move(x, y)
    await page.keyboard.down('Control')
    for (let turn = 0; turn < 4; turn++) await page.mouse.wheel(0, -100)
    await page.keyboard.up('Control')
    await counts(graph.locator('.minimap'), 1)
    const after = await box.boundingBox()
    expect(after?.width).toBeGreaterThan(at.width * 1.3)
    expect(Math.abs((after?.x ?? 0) + (after?.width ?? 0) / 2 - x)).toBeLessThan(3)
    expect(Math.abs((after?.y ?? 0) + (after?.height ?? 0) / 2 - y)).toBeLessThan(3)
    await graph.getByRole('button', { name: 'fit' }).click()
    await counts(graph.locator('.minimap'), 0)

    // A box opens its step by keyboard; its neighbours can be seen alone, and Back returns.
    await box.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('complementary').getByRole('link', { name: 'Show it in the graph' }).click()
    await counts(boxes, 2)
    await graph.getByRole('button', { name: 'all before and after' }).click()
    await counts(boxes, 4)
    await page.goBack()
    await counts(boxes, 19)

    // A thousand steps are folded; an open stage has a box for what does not fit, and none is left out.
    const large = await openPage(browser, folder, 'large', '#graph')
    const largeBoxes = large.page.locator('#graph g.box:not(.fold)')
    await counts(largeBoxes, 4)
    await large.page.getByRole('button', { name: 'open all' }).click()
    expect(await eventually(async () => (await largeBoxes.count()) > 100, true)).toBe(true)
    expect(await largeBoxes.count()).toBeLessThanOrEqual(244)
    const steps = await largeBoxes.evaluateAll((all) =>
      all.reduce(
        (sum, each) =>
          sum + Number(/([\d,]+) steps?: open/u.exec(each.getAttribute('aria-label') ?? '')?.[1] ?? 1),
        0,
      ),
    )
    expect(steps).toBe(1000)
    await large.see('Steps')
    expect(await rows(large.page, 'steps').count()).toBeLessThan(80)
    expect([...offences, ...large.offences]).toEqual([])
    await see('Graph')
  })
}, 120_000)

test('the list of runs shows trends, filters, sorts and has two runs compared', async () => {
  await withBrowser(async (browser) => {
    const { page, offences } = await openPage(browser, folder, 'index')
    const list = rows(page, 'runs')
    await counts(list, 12)
    expect(await page.locator('#trends svg').count()).toBe(4)
    expect(await page.locator('#trends').getByRole('combobox').inputValue()).toBe('accuracy')
    await page.getByLabel('Experiment').selectOption('letters')
    await counts(list, 4)
    await page.getByLabel('Experiment').selectOption('all experiments')
    await page.getByRole('button', { name: 'failed', exact: true }).first().click()
    await counts(list, 1)
    await page.getByRole('button', { name: 'failed', exact: true }).first().click()
    await page.getByRole('searchbox', { name: 'Search runs' }).fill('000007')
    await counts(list, 1)
    await page.getByRole('searchbox', { name: 'Search runs' }).fill('')
    const boxes = list.getByRole('checkbox')
    await boxes.nth(5).check()
    await boxes.nth(2).check()
    expect(await page.getByRole('link', { name: 'Compare the two runs' }).getAttribute('href')).toBe(
      '/compare/20260926-000006-abcdef/20260929-000009-abcdef',
    )

    const compared = await openPage(browser, folder, 'compare')
    const text = await compared.page.locator('main').textContent()
    expect(text).toMatch(/before.*20260921-150820-sample/su)
    expect(text).toMatch(/trainhelper normalisechanged/u)
    expect(text).toMatch(/tree-1accuracy0\.90639/u)
    expect([...offences, ...compared.offences]).toEqual([])
    expect([...(await problemsFound(page)), ...(await problemsFound(compared.page))]).toEqual([])
  })
}, 120_000)

test('no view breaks a rule of accessibility, in light and dark, and none is wider than a phone', async () => {
  await withBrowser(async (browser) => {
    const { page, see, offences } = await openPage(browser, folder, 'sample')
    const views = await page.getByRole('navigation', { name: 'Views' }).getByRole('link').allTextContents()
    const judge = async (view: string): Promise<void> =>
      expect({ view, problems: await problemsFound(page) }).toEqual({ view, problems: [] })
    for (const [at, view] of views.entries()) {
      await see(view)
      await page.emulateMedia({ colorScheme: at % 2 === 0 ? 'light' : 'dark' })
      await judge(view)
    }
    await page.setViewportSize({ width: 390, height: 800 })
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const view of views) {
      await page.evaluate((hash) => {
        location.hash = hash
      }, `#${view.toLowerCase()}`)
      await page.locator(`.views [aria-current]`, { hasText: view }).waitFor()
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect({ view, width }).toEqual({ view, width: 390 })
      if (view === 'Overview' || view === 'Metrics') await judge(view)
    }
    await page.evaluate(() => {
      location.hash = '#steps?step=train%40knn-2'
    })
    await page.waitForSelector('.detail')
    await judge('a step')
    const broken = await openPage(browser, folder, 'broken')
    for (const view of ['Overview', 'Grid', 'Graph', 'Timeline']) {
      await broken.see(view)
      expect({ view, problems: await problemsFound(broken.page) }).toEqual({ view, problems: [] })
    }
    expect([...offences, ...broken.offences]).toEqual([])
  })
}, 240_000)
