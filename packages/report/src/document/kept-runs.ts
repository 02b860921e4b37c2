import {
  appendFileSync,
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  utimesSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { asDocument, asLine } from './as-document.ts'
import { carryNumbers } from './carry-numbers.ts'
import type { RunDocument, RunPatch } from './run-document.ts'
import { lineOf, type RunLine } from './run-line.ts'
import { isRunId, proveRunId } from './run-id.ts'
import { makeFolder, writeFresh } from './write-fresh.ts'

// `<folder>/<run>.json.gz` for a run that ended; `<folder>/<run>.live` for one that goes on: its process and its document
// in one line, and a patch in each further line. A run that was killed leaves the second.

/** Runs that are kept in a folder; of more, the oldest are removed. */
const mostRuns = 200

const endings = { ended: '.json.gz', live: '.live' } as const
/** What the list of runs shows of one that ended, so that the list is made without reading documents. */
const lineEnding = '.line.json'

/** Where a store keeps the documents of its runs. */
export const runsFolder = (store: string): string => join(store, 'runs')

/**
 * Keeps a run that ended. It appears whole or not at all.
 *
 * @throws where the folder is a link, or the run's id is none
 */
export const keepRun = (folder: string, document: RunDocument): void => {
  const run = proveRunId(document.run)
  makeFolder(folder)
  const whole = carryNumbers(document, (id) => readRun(folder, id))
  writeFresh(join(folder, run + endings.ended), gzipSync(JSON.stringify(whole), { level: 3 }))
  writeFresh(join(folder, run + lineEnding), JSON.stringify(lineOf(whole)))
  rmSync(join(folder, run + endings.live), { force: true })
  for (const old of listRuns(folder).slice(mostRuns))
    for (const ending of [...Object.values(endings), lineEnding])
      rmSync(join(folder, old + ending), { force: true })
}

/** How often a run that goes on says that it does, in milliseconds. */
const beatMs = 30_000

/** A run of another machine that has been silent for so long counts as ended, in milliseconds. */
const silentMs = 15 * 60_000

/** Tells others of a run that goes on. */
export const startLive = (folder: string, document: RunDocument): ((patch: RunPatch) => void) => {
  makeFolder(folder)
  const path = join(folder, proveRunId(document.run) + endings.live)
  const begun: Begun = { host: hostname(), pid: process.pid, document }
  writeFresh(path, `${JSON.stringify(begun)}\n`)
  // Other machines cannot ask for the process. Once the run has ended, the file is gone.
  const beat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date())
    } catch {
      clearInterval(beat)
    }
  }, beatMs)
  beat.unref()
  return (patch) => appendFileSync(path, `${JSON.stringify(patch)}\n`)
}

/** The ids of the runs in a folder, the newest first. */
export const listRuns = (folder: string): readonly string[] => {
  if (!existsSync(folder)) return []
  const runs = readdirSync(folder).flatMap((name) => {
    const ending = Object.values(endings).find((each) => name.endsWith(each))
    const run = ending === undefined ? '' : name.slice(0, -ending.length)
    return isRunId(run) ? [run] : []
  })
  return [...new Set(runs)].toSorted().toReversed()
}

/** Bytes of a document once it is unpacked: what claims to be more is no document, but would fill the memory. */
const mostBytes = 450e6

/** A run's document; `undefined` where there is none, it is damaged, or it says that it is another run's. */
export const readRun = (folder: string, run: string): RunDocument | undefined => {
  if (!isRunId(run)) return undefined
  try {
    const ended = join(folder, run + endings.ended)
    if (isFile(ended)) {
      const text = gunzipSync(readFileSync(ended), { maxOutputLength: mostBytes }).toString('utf8')
      return asDocument(JSON.parse(text), run)
    }
    const lines = readLiveLines(folder, run)
    return lines && fromLines(lines, join(folder, run + endings.live), run)
  } catch {
    return undefined
  }
}

/** A run's line in the list; `undefined` where its document is damaged, or there is none. */
export const readLine = (folder: string, run: string): RunLine | undefined => {
  const path = join(folder, run + lineEnding)
  if (isRunId(run) && isFile(path) && livePath(folder, run) === undefined) {
    const line = asLine(readFileSync(path, 'utf8'), run)
    if (line !== undefined) return line
  }
  const document = readRun(folder, run)
  return document && lineOf(document)
}

/** The whole lines of a run that goes on; `undefined` where it has ended. */
const readLiveLines = (folder: string, run: string): readonly string[] | undefined => {
  try {
    const path = livePath(folder, run)
    if (path === undefined) return undefined
    // The last line may be half written.
    return readFileSync(path, 'utf8').split('\n').slice(0, -1)
  } catch {
    return undefined
  }
}

/** The file of a run that goes on; `undefined` where there is none. */
export const livePath = (folder: string, run: string): string | undefined => {
  const path = join(folder, run + endings.live)
  return isRunId(run) && isFile(path) ? path : undefined
}

/** Another text whenever a run's document may be another one. */
export const stampOf = (folder: string, run: string): string => {
  const ended = isRunId(run)
    ? lstatSync(join(folder, run + endings.ended), { throwIfNoEntry: false })
    : undefined
  if (ended?.isFile() === true) return `ended ${ended.mtimeMs} ${ended.size}`
  const path = livePath(folder, run)
  if (path === undefined) return 'absent'
  const { mtimeMs, size } = lstatSync(path)
  return isAbandoned(beginningOf(path), path) ? 'abandoned' : `live ${mtimeMs} ${size}`
}

/** Whether a stamp is that of a run that goes on. */
export const isGoingOn = (stamp: string): boolean => stamp.startsWith('live ')

const beginningOf = (path: string): string => {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(1000)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0))
  } finally {
    closeSync(file)
  }
}

/** A link leads elsewhere, and a pipe never ends: neither is read. */
const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true

const fromLines = (
  [first = '', ...rest]: readonly string[],
  path: string,
  run: string,
): RunDocument | undefined => {
  // What is none has no document.
  const { document: written } = JSON.parse(first) as Partial<Begun>
  const begun = asDocument(written, run)
  if (begun === undefined) return undefined
  const steps = [...begun.steps]
  const codes = { ...begun.codes }
  let head: Partial<RunPatch['head']> = {}
  for (const line of rest) {
    // Only this file's writer writes such lines.
    const patch = JSON.parse(line) as RunPatch
    for (const [index, step] of patch.steps) steps[index] = step
    Object.assign(codes, patch.codes)
    head = patch.head
  }
  const document = { ...begun, ...head, run, codes, steps }
  return isAbandoned(first, path) ? asKilled(document) : document
}

/** The first line of a run that goes on. */
export interface Begun {
  readonly host: string
  readonly pid: number
  readonly document: RunDocument
}

/**
 * Whether the process that wrote a run's first line has ended: this machine can ask for its own processes, and those of
 * others write, or at least touch the file, now and then.
 */
export const isAbandoned = (first: string, path: string): boolean => {
  const [, host = '""', pid] = /^\{"host":("(?:[^"\\]|\\.)*"),"pid":(\d+),/u.exec(first) ?? []
  if (JSON.parse(host) === hostname()) return !isAlive(Number(pid))
  const { mtimeMs } = lstatSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0 }
  return Date.now() - mtimeMs > silentMs
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It is there, and somebody else's.
    return Reflect.get(error as object, 'code') === 'EPERM'
  }
}

/** Nobody was there to tell how it ended. */
const asKilled = (document: RunDocument): RunDocument => {
  const steps = document.steps.map((step) =>
    step.outcome === 'running' || step.outcome === 'waiting' ? { ...step, outcome: 'left' as const } : step,
  )
  const { running, waiting, left } = document.counts
  const counts = { ...document.counts, running: 0, waiting: 0, left: left + running + waiting }
  return { ...document, status: 'stopped', counts, steps }
}

/** The run of the same experiment before this one. */
export const runBefore = (
  folder: string,
  { run, experiment, file }: Pick<RunDocument, 'run' | 'experiment' | 'file'>,
): RunDocument | undefined => {
  for (const other of listRuns(folder)) {
    if (other >= run) continue
    const document = readRun(folder, other)
    if (document?.experiment === experiment && document.file === file) return document
  }
  return undefined
}
