import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { makeProject, type Project } from './support/project.ts'

let project: Project
beforeAll(() => {
  project = makeProject('digits', { javascript: true })
  writeFileSync(join(project.folder, 'reporting.js'), reporting)
})
afterAll(() => project.remove())

/** An experiment whose one stage reports a number. */
const reporting = `
import { experiment, json, stage } from 'stagewright'
const tell = stage({ outputs: ['x'], cachers: [json()] })(function tell({ report }) {
  report({ kind: 'number', name: 'answer', data: 42 })
  return { x: 1 }
})
export default experiment({ name: 'reporting', params: { only: {} }, build: (records) => records.map((each) => tell(each)) })
`

const inFolder = (...names: readonly string[]): string => join(project.folder, ...names)

/** The ids of a store's runs, the newest last. */
const runsIn = (store: string): readonly string[] =>
  readdirSync(inFolder(store, 'runs')).flatMap((name) =>
    name.endsWith('.json.gz') ? [name.slice(0, -'.json.gz'.length)] : [],
  )

describe('reports', () => {
  test('a run leaves a document, a dry run none, and run --report a page', async () => {
    await project.command(['run', 'experiment.js', '--dry-run'])
    expect(existsSync(inFolder('.stagewright', 'runs'))).toBe(false)
    const { code, stderr } = await project.command(['run', 'experiment.js', '--report', 'page.html'])
    expect(code).toBe(0)
    expect(stderr).toContain('Report: page.html')
    expect(readFileSync(inFolder('page.html'), 'utf8')).toMatch(/^<!doctype html>/u)
    expect(readdirSync(inFolder('.stagewright', 'runs'))).toEqual([
      expect.stringMatching(/\.json\.gz$/u),
      expect.stringMatching(/\.line\.json$/u),
    ])
  })

  test('report writes the page of a run by its id, and a list of all', async () => {
    await project.command(['run', 'experiment.js'])
    const runs = runsIn('.stagewright')
    const last = await project.command(['report'])
    expect(last).toMatchObject({ code: 0, stdout: `.stagewright/reports/${runs.at(-1)}.html\n` })
    const first = await project.command(['report', runs[0]?.slice(-6) ?? ''])
    expect(first.stdout).toBe(`.stagewright/reports/${runs[0]}.html\n`)
    expect(existsSync(inFolder('.stagewright', 'reports', 'index.html'))).toBe(true)
    const wrong = await project.command(['report', 'nonsense'])
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain("There is no run 'nonsense' in .stagewright.")
  })

  test('a failed run is kept, too', async () => {
    const args = ['run', 'experiment.js', '--store', 'failed', '--report', 'failed.html']
    const { code } = await project.command(args, { FAIL: 'compare' })
    expect(code).toBe(1)
    expect(existsSync(inFolder('failed.html'))).toBe(true)
  })

  test('ui serves them until it is interrupted, and then closes cleanly', async () => {
    const child = project.start(['ui'])
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer]
    const url = line.toString().trim()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/u)
    expect((await fetch(url)).status).toBe(200)
    // What a run made after the server began is found, too.
    await project.command(['run', 'reporting.js', '--store', '.stagewright'])
    const run = runsIn('.stagewright').at(-1)
    const page = await (await fetch(url.replace('/?', `/run/${run}?`))).text()
    const packed = Buffer.from(/id="data">([^<]*)</u.exec(page)?.[1] ?? '', 'base64')
    expect(gunzipSync(packed).toString()).toContain('"kind":"number","value":42')
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
