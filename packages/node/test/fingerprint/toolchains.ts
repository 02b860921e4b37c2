import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync as swcTransform } from '@swc/core'
import { buildSync, transformSync, type TransformOptions } from 'esbuild'

/** Source files by path. Types stand in comments, `/*: number*\/`, so that one text is both JavaScript and TypeScript. */
export type Sources = Readonly<Record<string, string>>

/** A way from sources to a running module. */
export interface Toolchain {
  readonly name: string
  /** The ending of relative imports. */
  readonly extension: 'ts' | 'js'
  readonly module: 'esm' | 'cjs'
  readonly typed: boolean
  readonly flags?: readonly string[]
  readonly compile?: (typed: string, file: string) => string
  readonly finish?: (folder: string, cases: readonly string[]) => void
}

export interface Fingerprinted {
  readonly digest: string
  readonly parts: Readonly<Record<string, string>>
  readonly untracked: readonly string[]
}

const repository = join(__dirname, '../../../..')

const withEsbuild =
  (options: TransformOptions) =>
  (typed: string): string =>
    transformSync(typed, { loader: 'ts', target: 'es2022', ...options }).code

const withSwc =
  (type: 'es6' | 'commonjs', target: 'es2020' | 'es2022') =>
  (typed: string, file: string): string =>
    swcTransform(typed, {
      filename: file,
      swcrc: false,
      jsc: { target, parser: { syntax: 'typescript' } },
      module: { type },
    }).code

const bundle = (format: 'esm' | 'cjs', keepNames: boolean) => (folder: string, cases: readonly string[]) => {
  for (const name of cases) {
    const out = join(folder, name, 'stages.js')
    buildSync({
      entryPoints: [join(folder, name, 'stages.ts')],
      outfile: out,
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'es2022',
      format,
      keepNames,
    })
    rmSync(join(folder, name, 'stages.ts'))
  }
}

const withTsc = (module: 'esnext' | 'commonjs', target: string) => (folder: string) => {
  const settings = {
    compilerOptions: {
      module,
      target,
      moduleResolution: 'bundler',
      noCheck: true,
      noResolve: true,
      types: [],
      lib: ['es2023'],
      rootDir: '.',
      outDir: '.',
    },
    include: ['**/*.ts'],
    exclude: [],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  const tsc = spawnSync(
    process.execPath,
    [join(repository, 'node_modules/typescript/bin/tsc'), '-p', folder],
    {
      encoding: 'utf8',
    },
  )
  if (tsc.status !== 0) throw new Error(tsc.stdout + tsc.stderr)
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const stripsTypes = major > 22 || (major === 22 && minor >= 6)
const tsx = pathToFileURL(join(repository, 'node_modules/tsx/dist/loader.mjs')).href

const esm = { extension: 'js', module: 'esm', typed: true } as const
const cjs = { extension: 'js', module: 'cjs', typed: true } as const

export const plainNode: Toolchain = { name: 'node', ...esm, typed: false }

export const toolchains: readonly Toolchain[] = [
  plainNode,
  { name: 'tsx', ...esm, extension: 'ts', flags: ['--import', tsx] },
  { name: 'tsx, CommonJS', ...cjs, extension: 'ts', flags: ['--import', tsx] },
  { name: 'esbuild, ESM', ...esm, compile: withEsbuild({ format: 'esm' }) },
  { name: 'esbuild, ESM with kept names', ...esm, compile: withEsbuild({ format: 'esm', keepNames: true }) },
  { name: 'esbuild, CommonJS', ...cjs, compile: withEsbuild({ format: 'cjs', platform: 'node' }) },
  {
    name: 'esbuild, CommonJS with kept names for es2020',
    ...cjs,
    compile: withEsbuild({ format: 'cjs', platform: 'node', keepNames: true, target: 'es2020' }),
  },
  { name: 'esbuild, one ESM bundle', ...esm, finish: bundle('esm', false) },
  { name: 'esbuild, one CommonJS bundle with kept names', ...cjs, finish: bundle('cjs', true) },
  { name: 'swc, ESM', ...esm, compile: withSwc('es6', 'es2022') },
  { name: 'swc, CommonJS', ...cjs, compile: withSwc('commonjs', 'es2022') },
  { name: 'swc, CommonJS for es2020', ...cjs, compile: withSwc('commonjs', 'es2020') },
  { name: 'tsc, ESM', ...esm, finish: withTsc('esnext', 'es2022') },
  { name: 'tsc, CommonJS', ...cjs, finish: withTsc('commonjs', 'es2022') },
  { name: 'tsc, CommonJS for es2020', ...cjs, finish: withTsc('commonjs', 'es2020') },
  ...(stripsTypes
    ? ([
        { name: "node's type stripping", ...esm, extension: 'ts', flags: ['--experimental-strip-types'] },
      ] as const)
    : []),
]

/** The text with its types, or as it is, with relative imports that end as the toolchain wants. */
const spell = (source: string, toolchain: Toolchain): string =>
  (toolchain.typed
    ? source.replaceAll(/\/\*([:!].*?)\*\//g, (_, type: string) => type.replace(/^!/, ''))
    : source
  ).replaceAll(/(from '\.[^']*?)\.js'/g, `$1.${toolchain.extension}'`)

const emit = (folder: string, sources: Sources, toolchain: Toolchain): void => {
  for (const [file, source] of Object.entries(sources)) {
    const isCode = extname(file) === '.js' && !file.startsWith('node_modules')
    const text = isCode ? spell(source, toolchain) : source
    const typedName = file.replace(/js$/, 'ts')
    const compiled = isCode && toolchain.compile !== undefined ? toolchain.compile(text, typedName) : text
    const isTyped = isCode && toolchain.typed && toolchain.compile === undefined
    const path = join(folder, isTyped ? typedName : file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, compiled)
  }
}

const printer = `
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
const [format, fingerprinter, ...entries] = process.argv.slice(2)
const { nodeFingerprinter } = await import(fingerprinter)
const fingerprints = nodeFingerprinter()
const require = createRequire(import.meta.url)
const answers = []
for (const entry of entries) {
  const module = format === 'cjs' ? require(entry) : await import(pathToFileURL(entry).href)
  const answer = {}
  for (const [name, stage] of Object.entries(module))
    if (typeof stage === 'function') answer[name] = fingerprints.code(stage)
  answers.push(answer)
}
console.log(JSON.stringify(answers))
`

/** A folder of builds, and a way to fingerprint the stages in them, each toolchain in a process of its own. */
export const openWorkshop = () => {
  const folder = mkdtempSync(join(tmpdir(), 'stagewright-fingerprint-'))
  const fingerprinter = join(folder, 'fingerprinter.mjs')
  buildSync({
    entryPoints: [join(repository, 'packages/node/src/fingerprint/index.ts')],
    outfile: fingerprinter,
    bundle: true,
    platform: 'node',
    format: 'esm',
  })
  writeFileSync(join(folder, 'print.mjs'), printer)

  /** The fingerprints of every function that `stages.js` exports, for each case by its name. */
  const fingerprint = (
    toolchain: Toolchain,
    cases: Readonly<Record<string, Sources>>,
    node: string = process.execPath,
  ): Record<string, Record<string, Fingerprinted>> => {
    const home = join(folder, toolchain.name.replaceAll(/[^a-z0-9]+/gi, '-'))
    rmSync(home, { recursive: true, force: true })
    mkdirSync(home)
    const type = toolchain.module === 'esm' ? 'module' : 'commonjs'
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'fixture', version: '1.0.0', type }))
    const names = Object.keys(cases)
    const folders = names.map((_, index) => `case-${index}`)
    for (const [index, sources] of Object.values(cases).entries())
      emit(join(home, `case-${index}`), sources, toolchain)
    toolchain.finish?.(home, folders)
    const isTyped = toolchain.typed && toolchain.compile === undefined && toolchain.finish === undefined
    const entries = folders.map((name) => join(home, name, isTyped ? 'stages.ts' : 'stages.js'))
    const run = spawnSync(
      node,
      [
        '--no-warnings',
        ...(toolchain.flags ?? []),
        join(folder, 'print.mjs'),
        toolchain.module,
        pathToFileURL(fingerprinter).href,
        ...entries,
      ],
      { encoding: 'utf8', maxBuffer: 1 << 26 },
    )
    if (run.status !== 0) throw new Error(`${toolchain.name} in ${basename(home)}: ${run.stderr}`)
    const answers = JSON.parse(run.stdout) as Record<string, Fingerprinted>[]
    return Object.fromEntries(names.map((name, index) => [name, answers[index] ?? {}]))
  }

  const keep = (to: string) => cpSync(folder, to, { recursive: true })
  return { fingerprint, keep, close: () => rmSync(folder, { recursive: true, force: true }) }
}
