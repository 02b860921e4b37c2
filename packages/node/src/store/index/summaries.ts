import { createHash } from 'node:crypto'
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Summaries } from '@stagewright/core'
import { isOwnFolder, type Layout, makeFolder } from '../layout.ts'
import { systemCode } from '../system-code.ts'

/** Of so many pipelines there is a summary. */
const mostSummaries = 16
const largestFile = 256 << 20
const chunkSize = 64 << 10
const proofLength = 64

export interface SummariesOptions {
  readonly layout: Layout
  readonly readOnly: boolean
  /** The index's state now. */
  readonly stateNow: () => string | undefined
  /** Whether all that the index holds is known to this session. */
  readonly isKnown: (state: string) => boolean
  /** Counts an execution as used. */
  readonly note: (order: number) => void
}

/** Each is a file: the state of the index of which it is true, the text, and what proves both. */
export const createSummaries = ({
  layout,
  readOnly,
  stateNow,
  isKnown,
  note,
}: SummariesOptions): Summaries => ({
  read: (name, most) => {
    const state = stateNow()
    const content = state === undefined ? undefined : readWhole(join(layout.summaries, name), most)
    if (content === undefined) return undefined
    const start = content.indexOf('\n') + 1
    if (content.toString('latin1', 0, start) !== `${state}\n`) return undefined
    const end = Math.max(start, content.length - proofLength)
    const proof = createHash('sha256').update(content.subarray(0, end)).digest('hex')
    return content.toString('latin1', end) === proof ? content.toString('utf8', start, end) : undefined
  },
  write: (name, parts) => {
    const state = stateNow()
    if (readOnly || state === undefined || !isKnown(state)) return
    try {
      keep(layout, name, withProof(inChunks(`${state}\n`, parts)))
    } catch (thrown) {
      // It would only have made the next run quicker.
      if (systemCode(thrown) === undefined) throw thrown
    }
  },
  note: readOnly ? () => {} : note,
})

function* inChunks(first: string, parts: Iterable<string>): Generator<Buffer> {
  let chunk = first
  for (const part of parts) {
    chunk += part
    if (chunk.length < chunkSize) continue
    yield Buffer.from(chunk)
    chunk = ''
  }
  yield Buffer.from(chunk)
}

function* withProof(chunks: Iterable<Buffer>): Generator<Buffer> {
  const hash = createHash('sha256')
  for (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
  yield Buffer.from(hash.digest('hex'))
}

const readWhole = (path: string, most: number): Buffer | undefined => {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found?.isFile() === true && found.size <= Math.min(most, largestFile)
      ? readFileSync(path)
      : undefined
  } catch {
    // What cannot be read is looked up step by step.
    return undefined
  }
}

const keep = (layout: Layout, name: string, chunks: Iterable<Buffer>): void => {
  const { summaries } = layout
  makeFolder(layout, summaries)
  if (!isOwnFolder(summaries)) return
  const draft = join(summaries, `${name}-${process.pid}-${Math.random().toString(36).slice(2)}`)
  const file = openSync(draft, 'wx')
  try {
    try {
      let size = 0
      for (const chunk of chunks) {
        size += chunk.length
        if (size > largestFile) return
        writeSync(file, chunk)
      }
    } finally {
      closeSync(file)
    }
    renameSync(draft, join(summaries, name))
  } finally {
    rmSync(draft, { force: true })
  }
  for (const old of oldest(summaries)) rmSync(join(summaries, old), { force: true })
}

/** Those beyond the newest ones, and so also what processes that died left behind. */
const oldest = (folder: string): readonly string[] => {
  const names = readdirSync(folder)
  if (names.length <= mostSummaries) return []
  return names
    .map((name) => ({ name, at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((a, b) => b.at - a.at)
    .slice(mostSummaries)
    .map(({ name }) => name)
}
