import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { RunDocument, RunPatch } from './run-document.ts'

// `<folder>/<run>.json.gz` for a run that ended; `<folder>/<run>.live` for one that goes on: its process and its document
// in one line, and a patch in each further line. A run that was killed leaves the second.

/** Runs that are kept in a folder; of more, the oldest are removed. */
const mostRuns = 200

const endings = { ended: '.json.gz', live: '.live' } as const

/** Where a store keeps the documents of its runs. */
export const runsFolder = (store: string): string => join(store, 'runs')

/** Keeps a run that ended. It appears whole or not at all. */
export const keepRun = (folder: string, document: RunDocument): void => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, document.run + endings.ended)
  const draft = `${path}.${process.pid}.tmp`
  writeFileSync(draft, gzipSync(JSON.stringify(document), { level: 3 }))
  renameSync(draft, path)
  rmSync(join(folder, document.run + endings.live), { force: true })
  for (const old of listRuns(folder).slice(mostRuns))
    for (const ending of Object.values(endings)) rmSync(join(folder, old + ending), { force: true })
}

/** Tells others of a run that goes on. */
export const startLive = (folder: string, document: RunDocument): ((patch: RunPatch) => void) => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, document.run + endings.live)
  const begun: Begun = { host: hostname(), pid: process.pid, document }
  writeFileSync(path, `${JSON.stringify(begun)}\n`)
  return (patch) => appendFileSync(path, `${JSON.stringify(patch)}\n`)
}

/** The ids of the runs in a folder, the newest first. */
export const listRuns = (folder: string): readonly string[] => {
  if (!existsSync(folder)) return []
  const runs = readdirSync(folder).flatMap((name) => {
    const ending = Object.values(endings).find((each) => name.endsWith(each))
    return ending === undefined ? [] : [name.slice(0, -ending.length)]
  })
  return [...new Set(runs)].toSorted().toReversed()
}

/** A run's document; `undefined` where there is none, or it is damaged. */
export const readRun = (folder: string, run: string): RunDocument | undefined => {
  if (!/^[\w.-]+$/u.test(run)) return undefined
  try {
    const ended = join(folder, run + endings.ended)
    if (existsSync(ended)) return asDocument(JSON.parse(gunzipSync(readFileSync(ended)).toString('utf8')))
    const lines = readLiveLines(folder, run)
    return lines && fromLines(lines)
  } catch {
    return undefined
  }
}

/** The whole lines of a run that goes on; `undefined` where it has ended. */
export const readLiveLines = (folder: string, run: string): readonly string[] | undefined => {
  try {
    // The last line may be half written.
    return readFileSync(join(folder, run + endings.live), 'utf8')
      .split('\n')
      .slice(0, -1)
  } catch {
    return undefined
  }
}

const fromLines = ([first = '', ...rest]: readonly string[]): RunDocument | undefined => {
  // What is none has no document.
  const { document: written } = JSON.parse(first) as Partial<Begun>
  const begun = asDocument(written)
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
  const document = { ...begun, ...head, codes, steps }
  return isAbandoned(first) ? asKilled(document) : document
}

/** The first line of a run that goes on. */
interface Begun {
  readonly host: string
  readonly pid: number
  readonly document: RunDocument
}

/** Whether the process that wrote a run's first line has ended, as far as this machine can tell. */
export const isAbandoned = (first: string): boolean => {
  const [, host = '""', pid] = /^\{"host":("(?:[^"\\]|\\.)*"),"pid":(\d+),/u.exec(first) ?? []
  return JSON.parse(host) === hostname() && !isAlive(Number(pid))
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

const asDocument = (value: unknown): RunDocument | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const { format, version, steps } = value as Partial<RunDocument>
  // Its format and version say what it is.
  return format === 'stagewright-run' && version === 1 && Array.isArray(steps)
    ? (value as RunDocument)
    : undefined
}
