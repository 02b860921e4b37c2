import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeProject, type Project, withoutTimes } from './support/project.ts'
import { checker } from './support/schemas.ts'

// Each test starts processes, which takes its time on a busy machine.
jest.setTimeout(120_000)

/** Every file of a folder with its content's age, but for what is installed. */
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => `${file} ${statSync(file).size} ${statSync(file).mtimeMs}`)
    .toSorted()

const ranIn = (stderr: string): readonly string[] =>
  [...stderr.matchAll(/^ran (\S+)/gmu)].map(([, step = '']) => step)

describe('stagewright run', () => {
  let project: Project
  beforeAll(() => {
    project = makeProject('digits')
  })
  afterAll(() => project.remove())

  const run = (...args: readonly string[]) => project.command(['run', 'experiment.ts', ...args])
  const inStore = (name: string) => ['--store', join(project.folder, name)] as const

  test('runs a TypeScript file and says in plain lines what ran', async () => {
    const { code, stdout, stderr } = await run(...inStore('plain'), '--jobs', '1')
    expect(code).toBe(0)
    expect(stdout).toBe('written by load\n'.repeat(3))
    expect(withoutTimes(stderr)).toMatchSnapshot()
  })

  test('history lists a run that executed nothing, too', async () => {
    await run(...inStore('idle'))
    await run(...inStore('idle'))
    const { stdout } = await project.command(['history', ...inStore('idle')])
    expect(stdout.split('\n').slice(1, 3)).toEqual([
      expect.stringMatching(/ finished .* 0 +digits +experiment\.ts +up to date$/u),
      expect.stringMatching(/ finished .* 7 +digits +experiment\.ts +compare, fit, load$/u),
    ])
  })

  test('a second run executes nothing', async () => {
    await run(...inStore('twice'))
    const { code, stdout, stderr } = await run(...inStore('twice'))
    expect(code).toBe(0)
    expect(stdout).toBe('')
    expect(withoutTimes(stderr)).toMatchSnapshot()
  })

  test('--executor threads runs TypeScript in threads, and gives what a run in one thread reuses', async () => {
    const there = await run(...inStore('threads'), '--executor', 'threads', '-j', '2')
    expect(there.stderr).toContain('7 ran')
    expect(there.stdout).toBe('written by load\n'.repeat(3))
    const here = await run(...inStore('threads'))
    expect(here.stderr).toContain('up to date')
  })

  test('--resource gives what stages need, and without it nothing runs', async () => {
    const needs = (...args: readonly string[]) =>
      project.command(['run', 'needs.ts', ...inStore('needs'), ...args])
    const without = await needs()
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining("'gpu'") })
    expect(await needs('--resource', 'gpu')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('such as gpu=1 or api=60/min'),
    })
    const well = await needs('--resource', 'gpu=1', '--resource', 'api=60/min')
    expect(well.stderr).toContain('2 ran')
  })

  test('an edited helper runs what reaches it, and nothing else', async () => {
    const helper = join(project.folder, 'scale.ts')
    const before = readFileSync(helper, 'utf8')
    await run(...inStore('edited'))
    writeFileSync(helper, before.replace('value * k', 'value * k + 1'))
    const planned = await project.command(['plan', 'experiment.ts', ...inStore('edited')])
    const { stderr } = await run(...inStore('edited'))
    writeFileSync(helper, before)
    expect(withoutTimes(planned.stdout)).toMatchSnapshot()
    expect(stderr).toContain('4 ran')
    expect(stderr).not.toContain('loading')
  })

  test('a failed stage is told with its place, the own lines of the stack and what to do, and ends with 1', async () => {
    const args = ['run', 'experiment.ts', ...inStore('failing'), '--jobs', '1']
    const { code, stderr } = await project.command(args, { FAIL: 'compare' })
    expect(code).toBe(1)
    expect(withoutTimes(stderr)).toMatchSnapshot()
    const mended = await project.command(args)
    expect(mended.stderr).toContain('1 ran')
  })

  test('--keep-going ends with 1 as well', async () => {
    const args = ['run', 'experiment.ts', ...inStore('going'), '--keep-going']
    const { code, stderr } = await project.command(args, { FAIL: 'compare' })
    expect(code).toBe(1)
    expect(stderr).toContain('1 failed')
  })

  test('--dry-run prints the plan, runs nothing and writes nothing', async () => {
    const before = filesBelow(project.folder)
    const { code, stdout, stderr } = await run(...inStore('dry'), '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toBe('')
    expect(stderr).toContain('Dry run: nothing was run.')
    expect(filesBelow(project.folder)).toEqual(before)
    await run(...inStore('wet'), '--quiet')
    const written = filesBelow(project.folder)
    await run(...inStore('wet'), '--dry-run', '--overwrite', '*')
    await project.command(['plan', 'experiment.ts', ...inStore('wet'), '--overwrite', '*'])
    expect(filesBelow(project.folder)).toEqual(written)
  })

  test('--cache read runs what is missing and keeps nothing; --cache off runs everything', async () => {
    const before = filesBelow(project.folder)
    expect((await run(...inStore('unused'), '--cache', 'read')).stderr).toContain('7 ran')
    expect(filesBelow(project.folder)).toEqual(before)
    await run(...inStore('off'), '--quiet')
    expect((await run(...inStore('off'), '--cache', 'off')).stderr).toContain('7 ran')
  })

  test('--overwrite of all before and all after a step runs those, and what comes out otherwise', async () => {
    await run(...inStore('selected'), '--quiet')
    const after = await run(...inStore('selected'), '--overwrite', 'fit@k3+', '--jobs', '1')
    expect(ranIn(after.stderr)).toEqual(['fit@k3', 'compare@all'])
    const before = await run(...inStore('selected'), '--overwrite', '+fit@k3', '--jobs', '1')
    expect(ranIn(before.stderr)).toEqual(['load@k3', 'fit@k3'])
    const all = await run(...inStore('selected'), '--overwrite', 'f*')
    expect(all.stderr).toContain('3 ran')
  })

  test('time and memory of each stage are told: --verbose in a table, --json for each step', async () => {
    const { stderr } = await run(...inStore('measured'), '--verbose', '--jobs', '1')
    expect(stderr).toMatch(/stage +ran +took +each +memory\n/u)
    expect(stderr).toMatch(/fit +3 +\S+s +\S+s +\d+(?:\.\d+)? MB/u)
    expect(stderr).toMatch(/peak memory \d+(?:\.\d+)? MB/u)
    const { stdout } = await run(...inStore('measured-json'), '--json')
    const { steps } = checker('run')(stdout) as { steps: readonly Record<string, unknown>[] }
    expect(
      steps.every(({ durationMs, memoryBytes }) => Number(durationMs) >= 0 && Number(memoryBytes) > 1e6),
    ).toBe(true)
  })

  test('--set changes a parameter of all sets, and --params chooses sets', async () => {
    const { stderr } = await run(...inStore('set'), '--set', 'k=4', '--params', 'k1')
    expect(stderr).toContain('[{k: 4, value: 12}]')
  })

  test('--overwrite runs a stage again', async () => {
    await run(...inStore('again'))
    const { stderr } = await run(...inStore('again'), '--overwrite', 'fit@k3')
    expect(withoutTimes(stderr)).toContain('ran fit@k3')
    expect(stderr).toContain('1 ran')
  })

  test('--experiment chooses a named export', async () => {
    const { code, stderr } = await run(...inStore('named'), '--experiment', 'loading')
    expect(code).toBe(0)
    expect(stderr).toContain('✓ loading:')
  })

  test('--json prints what the schema says, and nothing else, on standard output', async () => {
    const check = checker('run')
    const well = await run(...inStore('json'), '--json')
    expect(check(well.stdout)).toMatchObject({ status: 'well', counts: { ran: 7, failed: 0 } })
    const failing = await project.command(['run', 'experiment.ts', ...inStore('json2'), '--json'], {
      FAIL: 'compare',
    })
    expect(check(failing.stdout)).toMatchObject({
      status: 'stage-failed',
      exitCode: 1,
      counts: { failed: 1 },
      errors: [{ type: 'StageExecutionError', stage: 'compare', record: 'all' }],
    })
  })
})
