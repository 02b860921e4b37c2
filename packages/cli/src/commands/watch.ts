import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { relative } from 'node:path'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { findFile } from '../load/find-file.ts'
import { projectFolder } from '../load/project-folder.ts'
import type { Surroundings } from '../surroundings.ts'
import { watchFolders } from '../watch/watch-folders.ts'

/** Milliseconds without another change before a run begins: editors write in several steps. */
const settleMs = 150

const programs = /\.(?:[cm]?[jt]sx?|json)$/u

export interface WatchChoices {
  /** One line of JSON for each run. */
  readonly json?: boolean
}

/**
 * `stagewright watch FILE`: runs, and runs again after each edit of a program in its project.
 *
 * Each run has a process of its own, since a module that was loaded once stays as it was.
 *
 * @param args the arguments of `run`
 */
export const watchCommand = async (
  file: string,
  args: readonly string[],
  choices: WatchChoices,
  { cwd, stdout, stderr, paint }: Surroundings,
): Promise<ExitCode> => {
  const folder = projectFolder(findFile(file, cwd))
  const changed = new Set<string>()
  let isEnding = false
  let wake = (): void => {}
  const awake = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
    })
  const stopWatching = watchFolders(folder, (path) => {
    if (!programs.test(path)) return
    changed.add(path)
    wake()
  })
  let endRun = (): void => {}
  // The run gets the terminal's Ctrl-C as well, finishes what it is at, and tells what is left.
  const onInterrupt = (signal: NodeJS.Signals): void => {
    isEnding = true
    if (signal !== 'SIGINT') endRun()
    wake()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onInterrupt)
  const say = (text: string): void => {
    stderr.write(`${paint('dim', text)}\n`)
  }
  while (!isEnding) {
    changed.clear()
    const command = [...process.execArgv, process.argv[1] ?? '', 'run', ...args]
    const child = spawn(process.execPath, command, {
      cwd,
      stdio: ['inherit', choices.json === true ? 'pipe' : 'inherit', 'inherit'],
    })
    endRun = () => void child.kill('SIGTERM')
    const [printed] = await Promise.all([textOf(child.stdout), once(child, 'exit')])
    if (printed !== '') stdout.write(`${JSON.stringify(JSON.parse(printed))}\n`)
    if (isEnding) break
    say(`Watching ${relative(cwd, folder) || 'this folder'}. Press Ctrl-C to stop.`)
    if (changed.size === 0) await awake()
    await untilQuiet(changed)
    if (!isEnding) say(`\n${[...changed].slice(0, 3).join(', ')} changed.`)
  }
  stopWatching()
  for (const signal of signals) process.removeListener(signal, onInterrupt)
  return exitCodes.interrupted
}

/** What a stream gives until it ends. */
const textOf = (stream: Readable | null): Promise<string> | '' => (stream === null ? '' : text(stream))

const untilQuiet = async (changed: ReadonlySet<string>): Promise<void> => {
  for (let before = -1; before !== changed.size;) {
    before = changed.size
    await new Promise((resolve) => {
      setTimeout(resolve, settleMs)
    })
  }
}
