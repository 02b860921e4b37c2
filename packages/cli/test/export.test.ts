import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { experiment, json, record, stage, text, type StageContext } from 'stagewright'
import { type InProcess, inProcess } from './support/in-process.ts'
import { checker } from './support/schemas.ts'

let place: InProcess
beforeEach(() => {
  place = inProcess()
})
afterEach(() => place.remove())

const value = stage({ outputs: ['value'], cachers: [text()] })(function value({
  params,
}: StageContext<{ v: string }>) {
  return { value: params.v }
})

/** Stores an artifact for each name. */
const keep = async (names: readonly string[]): Promise<void> => {
  place.program('names.mjs', {
    default: experiment({
      name: 'names',
      params: { only: {} },
      build: () => names.map((name) => value(record({ v: `of ${name}` }, { name }))),
    }),
  })
  expect((await place.command(['run', 'names.mjs', '--quiet'])).code).toBe(0)
}

describe('exported artifacts', () => {
  test('keep names that a file system takes, and differ where it takes two names for one', async () => {
    const names = [
      'a'.repeat(400),
      `${'a'.repeat(400)}b`,
      '葡'.repeat(200),
      '😀'.repeat(120),
      'caf\u00E9',
      'cafe\u0301',
      'K3',
      'k3',
      'stra\u00DFe',
      'STRASSE',
      '../../out',
      'dot.',
      'a/b',
      'a:b',
    ]
    await keep(names)
    const { code, stdout } = await place.command(['export', '*', '--to', 'out', '--json'])
    expect(code).toBe(0)
    const { artifacts } = checker('export')(stdout) as {
      artifacts: readonly { record: string; path: string }[]
    }
    expect(artifacts.map((one) => one.record).toSorted()).toEqual(names.toSorted())
    for (const { record: name, path } of artifacts)
      expect({ name, text: readFileSync(path, 'utf8') }).toEqual({ name, text: `of ${name}` })
    const files = readdirSync(join(place.folder, 'out'))
    const folded = files.map((file) => file.normalize('NFKC').toUpperCase())
    expect(new Set(folded).size).toBe(names.length)
    for (const file of files) expect(Buffer.byteLength(file)).toBeLessThanOrEqual(200)
    expect(readdirSync(place.folder)).not.toContain('out.txt')
  })

  test('get the same names whatever else is exported', async () => {
    await keep(['b'.repeat(400), `${'b'.repeat(400)}c`])
    const all = await place.command(['export', '*', '--to', 'all'])
    const one = await place.command(['export', `value@${'b'.repeat(400)}c`, '--to', 'one'])
    const files = (output: string, folder: string) =>
      output
        .trim()
        .split('\n')
        .map((line) => line.replace(`${folder}/`, ''))
    expect(files(all.stdout, 'all')).toContain(files(one.stdout, 'one')[0])
  })

  test('are written over nothing, not even over a link that leads nowhere', async () => {
    await keep(['one'])
    mkdirSync(join(place.folder, 'out'))
    symlinkSync('/nowhere/at/all', join(place.folder, 'out/value@one.txt'))
    const { code, stderr } = await place.command(['export', 'value', '--to', 'out'])
    expect(code).toBe(2)
    expect(stderr).toContain('already exists')
  })
})

describe('an exported run', () => {
  /** A project whose stage reads files by these paths. */
  const project = async (paths: readonly string[], isInGit: boolean): Promise<void> => {
    const read = stage({ outputs: ['read'], cachers: [json()] })(function read({ file }: StageContext) {
      return { read: paths.map((path) => file(path)) }
    })
    place.write('package.json', '{}')
    place.program('read.mjs', {
      default: experiment({
        name: 'read',
        params: { only: {} },
        build: (records) => records.map((one) => read(one)),
      }),
    })
    if (isInGit) {
      execFileSync('git', ['init', '-q'], { cwd: place.folder })
      place.write('.gitignore', '.env\nlarge/\n.stagewright/\n')
    }
    expect((await place.command(['run', 'read.mjs', '--quiet'])).code).toBe(0)
  }
  const exported = async (...words: readonly string[]) => {
    const { code, stderr, stdout } = await place.command([
      'export',
      '--run',
      'read.mjs',
      '--to',
      'out',
      ...words,
    ])
    expect(code).toBe(0)
    const described = checker('exported-run')(readFileSync(join(place.folder, 'out/run.json'), 'utf8')) as {
      files: readonly string[]
      heldBack: readonly { path: string; why: string }[]
      leftOut: readonly { path: string; why: string }[]
      outside: readonly string[]
    }
    return { ...described, stdout, stderr, inside: (file: string) => join(place.folder, 'out', file) }
  }

  test('holds back what git ignores and what is called like a secret, and says so', async () => {
    place.write('.env', 'TOKEN=1')
    place.write('large/table.csv', 'a')
    place.write('server.pem', 'key')
    place.write('data.csv', 'b')
    place.write('.env.example', 'TOKEN=')
    await project(['.env', 'large', 'server.pem', 'data.csv'], true)
    const run = await exported()
    expect(run.heldBack).toEqual([
      { path: '.env', why: 'it may hold a secret, by its name' },
      { path: 'large/table.csv', why: 'git ignores it' },
      { path: 'server.pem', why: 'it may hold a secret, by its name' },
    ])
    expect(run.files).toEqual(['.env.example', '.gitignore', 'data.csv', 'package.json', 'read.mjs'])
    for (const { path } of run.heldBack) {
      expect(existsSync(run.inside(path))).toBe(false)
      expect(run.stderr).toContain(`held back ${path}`)
      expect(readFileSync(run.inside('RUN-AGAIN.md'), 'utf8')).toContain(path)
    }
  })

  test('includes what was held back where somebody says so', async () => {
    place.write('.env', 'TOKEN=1')
    place.write('large/table.csv', 'a')
    await project(['.env', 'large'], true)
    const run = await exported('--include', 'large/*', '--include', '.env')
    expect(run.heldBack).toEqual([])
    expect(readFileSync(run.inside('large/table.csv'), 'utf8')).toBe('a')
    expect(readFileSync(run.inside('.env'), 'utf8')).toBe('TOKEN=1')
  })

  test('has a copy of what a link leads to, and names links that lead nowhere and folders behind links', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'stagewright-data-'))
    place.write('real.csv', 'rows')
    symlinkSync(join(place.folder, 'real.csv'), join(elsewhere, 'linked.csv'))
    symlinkSync(join(elsewhere, 'linked.csv'), join(place.folder, 'link.csv'))
    symlinkSync('/nowhere/at/all', join(place.folder, 'dead.csv'))
    symlinkSync(elsewhere, join(place.folder, 'folder'))
    for (const isInGit of [false, true]) {
      await project(['link.csv', 'folder/linked.csv'], isInGit)
      const run = await exported()
      for (const file of ['link.csv', 'folder/linked.csv']) {
        expect(lstatSync(run.inside(file)).isFile()).toBe(true)
        expect(readFileSync(run.inside(file), 'utf8')).toBe('rows')
      }
      expect(run.leftOut).toEqual([
        { path: 'dead.csv', why: 'it is a link that leads nowhere' },
        { path: 'folder', why: 'it is a link to a folder, or a repository of its own' },
      ])
      expect(run.stderr).toContain('left out dead.csv')
      spawnSync('rm', ['-r', join(place.folder, 'out')])
    }
  })

  test('does not follow a link with a harmless name to a secret', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'stagewright-data-'))
    place.write('notes', '')
    symlinkSync(join(place.folder, 'notes'), join(elsewhere, 'id_rsa'))
    spawnSync('cp', [join(place.folder, 'notes'), join(elsewhere, 'id_ed25519')])
    symlinkSync(join(elsewhere, 'id_ed25519'), join(place.folder, 'config.txt'))
    await project(['config.txt'], false)
    expect((await exported()).heldBack).toEqual([
      { path: 'config.txt', why: 'it may hold a secret, by its name' },
    ])
  })

  test('names what is not a file, and goes on', async () => {
    spawnSync('mkfifo', [join(place.folder, 'pipe')])
    await project([], false)
    expect((await exported()).leftOut).toEqual([{ path: 'pipe', why: 'it is not a file' }])
  })

  test('shows what goes along', async () => {
    place.write('data.csv', 'a')
    await project(['data.csv'], false)
    const { stderr } = await exported()
    expect(stderr).toBe(
      `Exported the run of read: 3 files of the project and 1 execution with 1 artifact.
  files: data.csv, package.json, read.mjs
RUN-AGAIN.md explains how to run it elsewhere.
`,
    )
  })
})
