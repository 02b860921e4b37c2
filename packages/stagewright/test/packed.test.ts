import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const root = resolve(__dirname, '../../..')
const published = ['core', 'node', 'cachers', 'telemetry', 's3', 'testing', 'report', 'cli', 'stagewright']
const folder = mkdtempSync(join(tmpdir(), 'stagewright-packed-'))

/** What every entry point of a package is imported as; of a pattern, each file that it names. */
const entriesOf = (name: string): readonly string[] => {
  const at = join(root, 'packages', name)
  const manifest = readFileSync(join(at, 'package.json'), 'utf8')
  const { name: imported, exports }: { name: string; exports: object } = JSON.parse(manifest)
  return Object.keys(exports)
    .filter((entry) => entry !== './package.json')
    .flatMap((entry) =>
      entry.endsWith('/*')
        ? readdirSync(join(at, dirname(entry))).map((file) => `${dirname(entry)}/${file}`)
        : [entry],
    )
    .map((entry) => imported + entry.slice(1))
}

/** Entry points that only a test runner can import. */
const inRunners = {
  jest: ['@stagewright/testing/jest', '@stagewright/testing/jest-globals'],
  vitest: ['@stagewright/testing/vitest'],
}
const onNode = published
  .flatMap(entriesOf)
  .filter((entry) => !Object.values(inRunners).flat().includes(entry))

const npm = (args: readonly string[], cwd: string): string =>
  execFileSync('npm', [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const node = (file: string): string =>
  execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' })

const program = `
const double = stage({ inputs: ['x'], outputs: ['y'], cachers: [json()] })(function double(_, { x }) { return { y: 2 * x } })
const first = stage({ outputs: ['x'] })(function first({ params }) { return { x: params.n } })
const target = double(first(record({ n: 21 })))
run(target, { store: fileStore('store') }).then((result) => result.value(target, 'y')).then(console.log)
`

const typed = `
import { fileStore, json, record, run, stage, type StageContext } from 'stagewright'
const first = stage({ outputs: ['x'], cachers: [json()] })(function first({ params }: StageContext<{ n: number }>) {
  return { x: params.n }
})
const double = stage({ inputs: ['x'], outputs: ['y'] })(function double(_: StageContext, { x }: { x: number }) {
  return { y: 2 * x }
})
const target = double(first(record({ n: 21 })))
export const y: Promise<number> = run(target, { store: fileStore('store') }).then((result) => result.value(target, 'y'))
// @ts-expect-error nothing outputs 'x' here
double(record({ n: 21 }))
`

interface Manifest {
  readonly dependencies?: object
  readonly optionalDependencies?: object
}

/** What a package and all that it depends on take on the disk. */
const megabytesWith = (name: string, withOptional: boolean): number => {
  const names = new Set([name])
  let bytes = 0
  for (const each of names) {
    const at = join(folder, 'node_modules', each)
    // What is for other systems is not installed.
    if (!existsSync(at)) continue
    const { dependencies = {}, optionalDependencies = {} }: Manifest = JSON.parse(
      readFileSync(join(at, 'package.json'), 'utf8'),
    )
    const optional = Object.keys(optionalDependencies)
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies }))
      if (withOptional || !optional.includes(next)) names.add(next)
    for (const file of readdirSync(at, { recursive: true, encoding: 'utf8' })) {
      const found = statSync(join(at, file))
      if (found.isFile()) bytes += found.size
    }
  }
  return bytes / 1e6
}

beforeAll(() => {
  const workspaces = published.map((name) => join(root, 'packages', name))
  npm(['pack', '--silent', '--pack-destination', folder, ...workspaces], root)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }))
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  npm(['install', '--silent', '--no-audit', '--no-fund', ...tarballs.map((name) => `./${name}`)], folder)
}, 180_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the packed packages, installed in a folder of their own', () => {
  test.each(published)('%s holds what its exports name, and nothing of its tests', (name) => {
    expect(() =>
      execFileSync('npx', ['publint', '--strict', join(root, 'packages', name)], { cwd: root }),
    ).not.toThrow()
    const installed = join(folder, 'node_modules', name === 'stagewright' ? name : `@stagewright/${name}`)
    expect(existsSync(join(installed, 'test'))).toBe(false)
  })

  test('resolve to right types from every kind of module', () => {
    const tarball = readdirSync(folder).find((name) => /^stagewright-\d/u.test(name)) ?? ''
    const attw = ['attw', join(folder, tarball), '--profile', 'esm-only']
    expect(() => execFileSync('npx', attw, { cwd: root, stdio: 'pipe' })).not.toThrow()
  })

  test('every entry point is imported where nothing else is installed', () => {
    writeFileSync(
      join(folder, 'import-all.mjs'),
      `for (const entry of ${JSON.stringify(onNode)}) {
        const options = entry.endsWith('.json') ? { with: { type: 'json' } } : {}
        const found = await import(entry, options).then((names) => Object.keys(names).length > 0, String)
        if (found !== true) console.log(entry, found)
      }`,
    )
    expect(onNode).toContain('@stagewright/testing/oracle')
    expect(onNode).toContain('@stagewright/report/schemas/run-document.schema.json')
    expect(node('import-all.mjs')).toBe('')
  })

  test.each(inRunners.jest)('%s is imported under Jest', (entry) => {
    const project = join(folder, entry.replaceAll('/', '-'))
    mkdirSync(project)
    const imported =
      entry === '@stagewright/testing/jest' ? '' : "import { expect, test } from '@jest/globals'\n"
    writeFileSync(
      join(project, 'matcher.test.mjs'),
      `${imported}import '${entry}'\ntest('a matcher', () => expect(() => expect({ steps: [] }).toRun(['a'])).toThrow('missing: a'))\n`,
    )
    const jest = join(root, 'node_modules/jest/bin/jest.js')
    const args = ['--experimental-vm-modules', jest, '--rootDir', project, '--testMatch', '**/*.test.mjs']
    expect(() => execFileSync(process.execPath, args, { cwd: project, stdio: 'pipe' })).not.toThrow()
  })

  test.each(inRunners.vitest)('%s is imported under Vitest', (entry) => {
    const project = join(folder, entry.replaceAll('/', '-'))
    mkdirSync(project)
    writeFileSync(
      join(project, 'matcher.spec.mjs'),
      `import { expect, test } from 'vitest'\nimport '${entry}'\ntest('a matcher', () => expect(() => expect({ steps: [] }).toRun(['a'])).toThrow('missing: a'))\n`,
    )
    const vitest = join(root, 'node_modules/vitest')
    symlinkSync(vitest, join(folder, 'node_modules/vitest'))
    const args = [join(vitest, 'vitest.mjs'), 'run', '--root', project]
    const env = { ...process.env, NODE_ENV: 'test', JEST_WORKER_ID: undefined }
    expect(() => execFileSync(process.execPath, args, { cwd: project, stdio: 'pipe', env })).not.toThrow()
  })

  test('@stagewright/node has every name of stagewright, and is small', () => {
    writeFileSync(
      join(folder, 'embedded.mjs'),
      `import * as all from 'stagewright'
      import * as embedded from '@stagewright/node'
      console.log(Object.keys(all).length > 30 && Object.keys(all).join() === Object.keys(embedded).join())
      const { fileStore, json, record, run, stage } = embedded${program}`,
    )
    expect(node('embedded.mjs')).toBe('true\n42\n')
    // Node 20 needs a native SQLite, of which npm installs one variant; later versions bring their own.
    expect(megabytesWith('@stagewright/node', true)).toBeLessThanOrEqual(25)
    expect(megabytesWith('@stagewright/node', false)).toBeLessThanOrEqual(8)
  })

  test('an ES module imports them', () => {
    writeFileSync(
      join(folder, 'main.mjs'),
      `import { fileStore, json, record, run, stage } from 'stagewright'${program}`,
    )
    expect(node('main.mjs')).toBe('42\n')
  })

  test('a CommonJS module requires them', () => {
    writeFileSync(
      join(folder, 'main.cjs'),
      `const { fileStore, json, record, run, stage } = require('stagewright')${program}`,
    )
    expect(node('main.cjs')).toBe('42\n')
  })

  test.each([
    ['nodenext', 'typescript', 'main.mts'],
    ['nodenext', 'typescript', 'main.cts'],
    ['bundler', 'typescript', 'main.ts'],
    ['nodenext', 'typescript-5.9', 'main.mts'],
    ['nodenext', 'typescript-5.9', 'main.cts'],
    ['bundler', 'typescript-5.9', 'main.ts'],
  ])('their types are right under moduleResolution %s with %s in %s', (moduleResolution, compiler, file) => {
    const project = join(folder, `${moduleResolution}-${compiler}-${file}`)
    mkdirSync(project)
    writeFileSync(join(project, file), typed)
    const options = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2023', 'dom'],
      types: [],
      skipLibCheck: false,
      module: moduleResolution === 'bundler' ? 'esnext' : 'nodenext',
      moduleResolution,
    }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: [file] }))
    const tsc = join(root, 'node_modules', compiler, 'bin/tsc')
    expect(() => execFileSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' })).not.toThrow()
  })
})
