import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(__dirname, '../../..')
const published = ['core', 'node', 'cachers', 'telemetry', 'testing', 'report', 'cli', 'stagewright']
const folder = mkdtempSync(join(tmpdir(), 'stagewright-packed-'))

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
