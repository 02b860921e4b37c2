import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a process took, in milliseconds. */
export interface ProcessCost {
  readonly wallMs: number
  /** User and system time of all its threads. */
  readonly processorMs: number
}

const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`

/** Measures Node processes; `home` is a folder for what that needs. */
export const processMeter = (
  home: string,
): ((args: readonly string[], options: { cwd: string; terminal?: boolean }) => ProcessCost) => {
  const hook = join(home, 'cost.cjs')
  const said = join(home, 'cost.json')
  writeFileSync(
    hook,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(said)}, JSON.stringify(process.cpuUsage())))`,
  )
  return (args, { cwd, terminal = false }) => {
    const whole = [process.execPath, '--require', hook, ...args]
    const [program = '', ...rest] = terminal
      ? ['script', '-qec', `stty cols 100 rows 40; ${whole.map(quote).join(' ')}`, '/dev/null']
      : whole
    const env = { ...process.env, CI: undefined, TERM: 'xterm-256color' }
    const began = performance.now()
    const { status, stdout, stderr } = spawnSync(program, rest, {
      cwd,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    })
    const wallMs = performance.now() - began
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stdout}${stderr}`)
    const { user, system } = JSON.parse(readFileSync(said, 'utf8')) as NodeJS.CpuUsage
    return { wallMs, processorMs: (user + system) / 1000 }
  }
}

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
