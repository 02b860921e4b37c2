import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { bundleScript } from './bundle-script.ts'

/** One of the scripts in `fixtures/`, as plain Node runs it. */
export const scriptPath = (name: string): string => bundleScript(join(__dirname, 'fixtures', `${name}.ts`))

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
