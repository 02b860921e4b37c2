import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const built = new Map<string, string>()

/** Bundles one of the scripts in `fixtures/`, so that plain Node runs it. */
export const scriptPath = (name: string): string => {
  const known = built.get(name)
  if (known !== undefined) return known
  const libsql = require.resolve('libsql')
  const path = join(mkdtempSync(join(tmpdir(), 'stagewright-script-')), `${name}.cjs`)
  execFileSync(join(__dirname, '../../../../node_modules/.bin/esbuild'), [
    join(__dirname, 'fixtures', `${name}.ts`),
    '--bundle',
    '--platform=node',
    '--format=cjs',
    '--conditions=stagewright-source',
    `--alias:libsql=${libsql}`,
    `--external:${libsql}`,
    '--log-level=error',
    `--outfile=${path}`,
  ])
  built.set(name, path)
  return path
}

export interface Script {
  readonly child: ChildProcess
  /** What it printed so far, line by line. */
  readonly lines: readonly string[]
  readonly firstLine: Promise<void>
  /** Rejects with what it complained about when it ends with an error; a signal is no error. */
  readonly ended: Promise<void>
}

export const runScript = (name: string, ...args: readonly string[]): Script => {
  const child = spawn(process.execPath, [scriptPath(name), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  let complaints = ''
  child.stderr.on('data', (text) => (complaints += String(text)))
  const reader = createInterface(child.stdout)
  const firstLine = new Promise<void>((resolve) => {
    reader.on('line', (line) => {
      lines.push(line)
      resolve()
    })
    child.on('close', () => resolve())
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve()
      else reject(new Error(`${name} ended with ${code ?? signal}: ${complaints}`))
    })
  })
  return { child, lines, firstLine, ended }
}
