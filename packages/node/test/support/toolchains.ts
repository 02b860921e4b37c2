import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync as swcTransform } from '@swc/core'
import { buildSync, transformSync, type TransformOptions } from 'esbuild'
import type { Sources } from './sources.ts'

/** A way from sources to a running module. */
export interface Toolchain {
  readonly name: string
  /** The ending of relative imports. */
  readonly extension: 'ts' | 'js'
  readonly module: 'esm' | 'cjs'
  readonly typed: boolean
  readonly flags?: readonly string[]
  readonly compile?: (typed: string, file: string) => string
  /** @param modules the modules that programs begin with, without their ending, relative to the folder */
  readonly finish?: (folder: string, modules: readonly string[]) => void
}

export const repository = join(__dirname, '../../../..')

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

const bundle =
  (format: 'esm' | 'cjs', keepNames: boolean) => (folder: string, modules: readonly string[]) => {
    for (const module of modules) {
      const source = join(folder, `${module}.ts`)
      buildSync({
        entryPoints: [source],
        outfile: join(folder, `${module}.js`),
        bundle: true,
        packages: 'external',
        platform: 'node',
        target: 'es2022',
        format,
        keepNames,
      })
      rmSync(source)
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

/**
 * Makes programs of sources, each in a folder of its own below `home`.
 *
 * @param main the module that each program begins with, without its ending
 * @returns the paths of those modules
 */
export const build = (
  home: string,
  toolchain: Toolchain,
  programs: Readonly<Record<string, Sources>>,
  main: string,
): readonly string[] => {
  mkdirSync(home, { recursive: true })
  const type = toolchain.module === 'esm' ? 'module' : 'commonjs'
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'fixture', version: '1.0.0', type }))
  for (const [folder, sources] of Object.entries(programs)) emit(join(home, folder), sources, toolchain)
  const folders = Object.keys(programs)
  toolchain.finish?.(
    home,
    folders.map((folder) => join(folder, main)),
  )
  const isTyped = toolchain.typed && toolchain.compile === undefined && toolchain.finish === undefined
  return folders.map((folder) => join(home, folder, `${main}.${isTyped ? 'ts' : 'js'}`))
}
