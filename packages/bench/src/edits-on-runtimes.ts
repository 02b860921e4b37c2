import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Kind, kinds, programOf } from './edits/kinds.ts'

// Edits of a program that must, or must not, run its stage again, each in new processes: on every runtime that is named,
// and through every tool that such a runtime can be used with.
//
//   npm run edits:runtimes -- [--packed] [path of a node ...]
//
// On Node 20 a CommonJS program cannot require ES modules through tsx, so that one edit fails there.
// With --packed the packages are packed and installed in a folder of their own, as they are for those who install them.

const args = process.argv.slice(2)
const isPacked = args.includes('--packed')
const runtimes = args.filter((arg) => arg !== '--packed')
const root = realpathSync(fileURLToPath(new URL('../../..', import.meta.url)))
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stagewright-edits-')))
const modules = join(folder, 'node_modules')

/** A way from a program's text to a process. */
interface Way {
  readonly name: string
  readonly isFor: (major: number, minor: number) => boolean
  /** Writes the program, and gives the arguments of the runtime. */
  readonly prepare: (text: string, module: 'mjs' | 'cjs') => readonly string[]
}

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return name
}
/** Something to take away, so that each is TypeScript. */
const typed = (text: string): string => `${text}\nconst typed: number = 1 as number\nvoid typed\n`
const typescript = (text: string, module: 'mjs' | 'cjs'): string =>
  write(module === 'cjs' ? 'program.cts' : 'program.mts', `// @ts-nocheck\n${typed(text)}`)

const ways: readonly Way[] = [
  {
    name: 'plain',
    isFor: () => true,
    prepare: (text, module) => [write(`program.${module}`, text)],
  },
  {
    name: 'tsx',
    isFor: () => true,
    prepare: (text, module) => ['--import', 'tsx', typescript(text, module)],
  },
  {
    name: 'esbuild',
    isFor: () => true,
    prepare: (text, module) => {
      const format = module === 'cjs' ? 'cjs' : 'esm'
      const options = [
        '--bundle',
        '--packages=external',
        '--platform=node',
        '--log-level=error',
        '--sourcemap',
      ]
      const out = `bundle.${module}`
      const esbuild = join(root, 'node_modules/esbuild/bin/esbuild')
      execFileSync(
        esbuild,
        [typescript(text, module), ...options, `--format=${format}`, `--outfile=${out}`],
        {
          cwd: folder,
        },
      )
      return ['--enable-source-maps', out]
    },
  },
  {
    name: 'types stripped',
    isFor: (major, minor) => major > 22 || (major === 22 && minor >= 7),
    prepare: (text, module) => ['--experimental-strip-types', '--no-warnings', typescript(text, module)],
  },
]

interface Told {
  readonly decision: string
  readonly value: unknown
  readonly fresh: unknown
  readonly warnings: number
}

const install = (): void => {
  if (!isPacked) {
    mkdirSync(modules)
    symlinkSync(join(root, 'packages/stagewright'), join(modules, 'stagewright'))
  } else {
    const npm = (...given: readonly string[]): void =>
      void execFileSync('npm', given, { cwd: folder, stdio: 'ignore' })
    const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name))
    const published = packages.filter((at) => existsSync(join(at, 'LICENSE')))
    npm('pack', '--silent', '--pack-destination', folder, ...published)
    write('package.json', JSON.stringify({ private: true }))
    const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
    npm('install', '--silent', '--no-audit', '--no-fund', ...tarballs.map((name) => `./${name}`))
  }
  if (!existsSync(join(modules, 'tsx'))) symlinkSync(join(root, 'node_modules/tsx'), join(modules, 'tsx'))
}

const ask = (
  runtime: string,
  given: readonly string[],
  env: Readonly<Record<string, string>>,
): Told | string => {
  const { stdout, stderr } = spawnSync(runtime, given, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  try {
    // What a program prints last is its own.
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Told
  } catch {
    return stderr.trim().slice(0, 300) || 'it printed nothing'
  }
}

/** What is wrong with how an edit was treated; `undefined` where nothing is. */
const faultOf = (kind: Kind, way: Way, runtime: string): string | undefined => {
  rmSync(join(folder, '.stagewright'), { recursive: true, force: true })
  const script = (text: string): string => write('x.cjs', text)
  script('console.log(1)')
  const text = programOf(kind)
  const edited = kind.around === undefined ? text.replaceAll(kind.from, kind.to) : text
  if (kind.around === undefined && edited === text) return 'the edit changes nothing'
  const before = ask(runtime, way.prepare(text, kind.module ?? 'mjs'), {})
  if (typeof before === 'string') return before
  if (kind.around === 'script') script(kind.to)
  const env = kind.around === 'environment' ? { [kind.from]: kind.to } : {}
  const after = ask(runtime, way.prepare(edited, kind.module ?? 'mjs'), env)
  if (typeof after === 'string') return after
  const isRight = JSON.stringify(after.value) === JSON.stringify(after.fresh)
  if (kind.needless) return isRight && after.decision === 'reuse' ? undefined : JSON.stringify(after)
  return isRight || (kind.warned && after.warnings > 0) ? undefined : JSON.stringify(after)
}

let wrong = 0
try {
  install()
  for (const runtime of runtimes.length > 0 ? runtimes : [process.execPath]) {
    const version = execFileSync(runtime, ['--version'], { encoding: 'utf8' }).trim()
    const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
    for (const way of ways.filter(({ isFor }) => isFor(major, minor))) {
      const faults = kinds.flatMap((kind) => {
        const fault = faultOf(kind, way, runtime)
        return fault === undefined ? [] : `  - ${kind.name}: ${fault}`
      })
      wrong += faults.length
      const where = `node ${version}, ${way.name}${isPacked ? ', packed' : ''}`
      console.log([`${where}: ${kinds.length - faults.length} of ${kinds.length}`, ...faults].join('\n'))
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = wrong === 0 ? 0 : 1
