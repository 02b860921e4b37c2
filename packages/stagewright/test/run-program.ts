import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const built = new Map<string, string>()
const folder = mkdtempSync(join(tmpdir(), 'stagewright-program-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Bundles one of the programs in `programs/`, so that plain Node runs it. */
const bundle = (name: string): string => {
  const known = built.get(name)
  if (known !== undefined) return known
  const libsql = require.resolve('libsql', { paths: [join(__dirname, '../../node')] })
  const path = join(folder, `${name}.cjs`)
  execFileSync(join(__dirname, '../../../node_modules/.bin/esbuild'), [
    join(__dirname, 'programs', `${name}.ts`),
    '--bundle',
    '--platform=node',
    '--format=cjs',
    '--keep-names',
    '--conditions=stagewright-source',
    `--alias:libsql=${libsql}`,
    `--external:${libsql}`,
    '--log-level=error',
    `--outfile=${path}`,
  ])
  built.set(name, path)
  return path
}

/** Runs a program in a process of its own, in a folder, and gives what it printed as JSON. */
export const runProgram = (name: string, cwd: string, ...args: readonly string[]): any => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', bundle(name), ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: '' },
  })
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
  return JSON.parse(stdout)
}
