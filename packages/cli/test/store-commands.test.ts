import { copyFileSync, symlinkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { makeProject, type Project, withoutTimes } from './support/project.ts'
import { checker } from './support/schemas.ts'
import { screenOf } from './support/screen.ts'
import { inTerminal } from './support/terminal.ts'

// Each test starts processes, which takes its time on a busy machine.
jest.setTimeout(120_000)

describe('a store that two runs have written', () => {
  let project: Project
  beforeAll(async () => {
    project = makeProject('digits', { javascript: true })
    const run = ['run', 'experiment.js', '--quiet', '--jobs', '1']
    await project.command(run)
    await project.command([...run, '--set', 'k=4', '--params', 'k1'])
    copyFileSync(resolve(__dirname, 'fixtures/kinds.mjs'), join(project.folder, 'kinds.mjs'))
    await project.command(['run', 'kinds.mjs', '--quiet', '--store', 'kinds'])
  })
  afterAll(() => project.remove())

  test.each([
    ['ls lists the artifacts', 'ls'],
    ['ls of a stage and all after it', 'ls load@k1+'],
    ['ls of an artifact and all before it', 'ls +table'],
    ['ls --records', 'ls --records'],
    ['ls --experiments', 'ls --experiments'],
    ['show of several artifacts', 'show model@*'],
    ['history tells the runs', 'history'],
    ['history of a step tells its executions', 'history fit'],
    ['diff tells what the last run executed otherwise', 'diff'],
    ['plan tells what would run', 'plan experiment.js --set k=4 --params k5'],
    ['explain tells why a step would run', 'explain fit@k5 experiment.js --set k=4 --params k5'],
    ['gc tells what it would remove', 'gc --older-than 0s --keep table'],
    ['verify tells that all is whole', 'verify'],
  ])('%s, with and without a terminal', async (_, line) => {
    const { code, stdout, stderr } = await project.command(line.split(' '))
    expect(code).toBe(0)
    expect(withoutTimes(stdout + stderr)).toMatchSnapshot('pipe')
    expect(withoutTimes(screenOf(inTerminal(project, line)))).toMatchSnapshot('terminal')
  })

  test.each([
    ['ls', 'ls'],
    ['ls', 'ls --records'],
    ['ls', 'ls --experiments'],
    ['show', 'show model'],
    ['open', 'open table'],
    ['export', 'export table --to exported-json'],
    ['history', 'history'],
    ['history', 'history fit'],
    ['diff', 'diff latest~1 latest'],
    ['gc', 'gc --max-size 10B'],
    ['gc', 'gc --unreachable-from experiment.js'],
    ['verify', 'verify --dry-run'],
    ['accept', 'accept fit experiment.js'],
    ['graph', 'graph experiment.js --select +fit@k3'],
    ['report', 'report --all'],
    ['init', 'init ../new-folder'],
    ['failure', 'show modle'],
    ['failure', 'plan nothing.js'],
    ['failure', 'ls --recods'],
  ])('--json keeps to the schema of %s: %s', async (schema, line) => {
    const { stdout } = await project.command([...line.split(' '), '--json'])
    expect(checker(schema)(stdout)).toMatchObject({ format: 1, command: line.split(' ')[0] })
  })

  test.each([
    ['an artifact that is not there', 'show modle'],
    ['a record that an artifact is not there for', 'show model@k33'],
    ['a record that shares an execution', 'show model@k2'],
    ['a step that never ran', 'history fti'],
    ['a run that is not there', 'diff latest~9'],
    ['a store that is not there', 'ls --store nowhere'],
    ['an experiment that is not there', 'ls --experiments digit'],
    ['a time that is none', 'gc --older-than yesterday'],
    ['a size that is none', 'gc --max-size 3'],
    ['an export of nothing', 'export --to out'],
    ['an export to nowhere', 'export model'],
  ])('%s ends with 2 and says what there is', async (_, line) => {
    const { code, stdout, stderr } = await project.command(line.split(' '))
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatchSnapshot()
  })

  test.each(['settings', 'letter', 'table', 'picture', 'blob', 'pairs'])(
    'show prints by kind, with and without a terminal: %s',
    async (artifact) => {
      const line = `show ${artifact} --store kinds`
      const hidden = (text: string): string =>
        withoutTimes(text).replaceAll(/\/\S+\/(extracted|artifacts)\/\S+/gu, '<path>')
      const { stdout, stderr } = await project.command(line.split(' '))
      expect(hidden(stderr + stdout)).toMatchSnapshot('pipe')
      expect(hidden(screenOf(inTerminal(project, line)))).toMatchSnapshot('terminal')
    },
  )

  test('what show prints of JSON is the JSON itself', async () => {
    const { stdout } = await project.command(['show', 'settings', '--store', 'kinds'])
    expect(JSON.parse(stdout)).toMatchObject({ name: 'wine', depth: 2 })
  })

  test('an artifact is found by the beginning of its digest', async () => {
    const { stdout } = await project.command(['ls', 'table', '--json'])
    const digest = (JSON.parse(stdout) as { artifacts: { digest: string }[] }).artifacts[0]?.digest ?? ''
    const { stdout: found } = await project.command(['ls', digest.slice(0, 12)])
    expect(found).toContain('table@all')
  })

  test("open hands a file to the system's opener, and says where there is none", async () => {
    const bin = join(project.folder, 'bin')
    mkdirSync(bin)
    for (const name of ['xdg-open', 'open'])
      writeFileSync(join(bin, name), `#!/bin/sh\n/bin/cp "$1" opened.txt\n`, { mode: 0o755 })
    const line = ['open', 'letter', '--store', 'kinds']
    const { code, stderr } = await project.command(line, { PATH: bin })
    expect(stderr).toContain('Opened letter@only')
    expect(code).toBe(0)
    expect(readFileSync(join(project.folder, 'opened.txt'), 'utf8')).toContain('Dear reader')
    const seen = screenOf(inTerminal(project, line.join(' '), { PATH: `${bin}:/usr/bin:/bin` }))
    expect(seen).toMatch(/^Opened letter@only: \/\S+\.txt\n$/u)
    const without = await project.command(line, { PATH: '/nowhere' })
    expect(without.code).toBe(2)
    expect(without.stderr).toContain('Could not open')
  })

  test('export copies artifacts under names that people recognise, and writes over nothing', async () => {
    const line = ['export', 'model', 'table', '--to', 'out']
    const { code, stdout } = await project.command(line)
    expect(code).toBe(0)
    expect(stdout.split('\n').toSorted()).toEqual(['', 'out/model@k1.json', 'out/table@all.json'])
    expect(readFileSync(join(project.folder, 'out/model@k1.json'), 'utf8')).toBe('12')
    expect((await project.command(line)).code).toBe(2)
    const seen = screenOf(inTerminal(project, 'export model@k1 table --to elsewhere'))
    expect(seen.split('\n').toSorted()).toEqual([
      '',
      'Exported 2 artifacts to elsewhere.',
      'elsewhere/model@k1.json',
      'elsewhere/table@all.json',
    ])
  })

  test('accept lets results hold in spite of a change, and says so', async () => {
    const helper = join(project.folder, 'scale.js')
    const before = readFileSync(helper, 'utf8')
    writeFileSync(helper, before.replace('value * k', 'value * k * 1'))
    const { code, stdout } = await project.command(['accept', 'fit', 'experiment.js'])
    const planned = await project.command(['plan', 'experiment.js', '--json'])
    writeFileSync(helper, before.replace('value * k', 'value * k * 1 * 1'))
    const seen = screenOf(inTerminal(project, 'accept fit@k1 experiment.js'))
    writeFileSync(helper, before)
    expect(code).toBe(0)
    expect(withoutTimes(stdout)).toMatchSnapshot()
    expect(withoutTimes(seen)).toMatchSnapshot('terminal')
    expect(JSON.parse(planned.stdout)).toMatchObject({ counts: { run: 0 } })
  })

  test('verify finds damage, ends with 1, and the next run mends it', async () => {
    const line = ['--store', 'damaged']
    const many = `import { experiment, stage, text } from 'stagewright'
      const make = stage({ outputs: ['long'], cachers: [text()] })(function make() { return { long: 'x'.repeat(1e6) } })
      export default experiment({ name: 'long', params: { a: {} }, build: (rs) => rs.map((r) => make(r)) })`
    writeFileSync(join(project.folder, 'long.mjs'), many)
    await project.command(['run', 'long.mjs', '--quiet', ...line])
    const { stdout: path } = await project.command(['open', 'long', '--path', ...line])
    const bytes = readFileSync(path.trim())
    bytes[5] = 0
    writeFileSync(path.trim(), bytes)
    const dry = await project.command(['verify', '--dry-run', ...line])
    expect(dry.code).toBe(1)
    const { code, stdout } = await project.command(['verify', ...line])
    expect(code).toBe(1)
    expect(withoutTimes(stdout)).toMatchSnapshot()
    const again = await project.command(['run', 'long.mjs', ...line])
    expect(again.stderr).toContain('1 ran')
    expect((await project.command(['verify', ...line])).code).toBe(0)
  })

  test('gc removes only what it was asked to, once --yes is said', async () => {
    const line = ['--store', 'garbage']
    await project.command(['run', 'experiment.js', '--quiet', ...line])
    await project.command(['gc', '--older-than', '0s', ...line])
    expect((await project.command(['ls', ...line])).stdout).toContain('train@k1')
    const { stdout } = await project.command(['gc', '--older-than', '0s', '--keep', 'fit', '--yes', ...line])
    expect(stdout).toContain('Removed 4 executions')
    const left = await project.command(['ls', ...line])
    expect(left.stdout).toContain('model@k1')
    expect(left.stdout).not.toContain('train@k1')
  })

  test('a whole run that was exported runs elsewhere without running anything again', async () => {
    const data = join(project.folder, 'data.txt')
    writeFileSync(data, 'three words here')
    writeFileSync(
      join(project.folder, 'count.mjs'),
      `import { readFileSync } from 'node:fs'
       import { experiment, json, stage } from 'stagewright'
       const count = stage({ outputs: ['words'], cachers: [json()] })(function count({ file, params }) {
         return { words: readFileSync(file('data.txt'), 'utf8').split(' ').length * params.k } })
       export default experiment({ name: 'count', params: { a: { k: 1 }, b: { k: 2 } }, build: (rs) => rs.map((r) => count(r)) })`,
    )
    const options = ['--set', 'k=5', '--params', 'a']
    await project.command(['run', 'count.mjs', '--quiet', ...options])
    const archive = join(project.folder, '../count.tgz')
    const made = await project.command(['export', '--run', 'count.mjs', '--to', archive, ...options])
    expect(made).toMatchObject({ code: 0, stdout: `${archive}\n` })
    const elsewhere = join(project.folder, '../elsewhere')
    mkdirSync(elsewhere)
    expect(spawnSync('tar', ['xzf', archive, '-C', elsewhere]).status).toBe(0)
    const folder = join(elsewhere, 'count')
    const described = readFileSync(join(folder, 'run.json'), 'utf8')
    expect(checker('exported-run')(described)).toMatchObject({
      command: 'npx stagewright run count.mjs --params a --set k=5',
      parameters: { a: { k: 5 } },
      executions: 1,
      artifacts: 1,
      toRun: [],
      outside: [],
    })
    expect(readFileSync(join(folder, 'RUN-AGAIN.md'), 'utf8')).toContain('npx stagewright run count.mjs')
    symlinkSync(join(project.folder, 'node_modules'), join(folder, 'node_modules'))
    const again = await project.command(['run', 'count.mjs', ...options], {}, folder)
    expect(again.stderr).toContain('up to date')
    expect(again.stderr).toContain('words@a  15')
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['count.mjs', 'data.txt', 'package.json']))
  })
})
