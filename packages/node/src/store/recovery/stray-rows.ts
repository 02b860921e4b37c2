import { insertBlob } from '../index/commit-executions.ts'
import type { Connection } from '../index/connection.ts'
import { sha256 } from '../../files/sha256.ts'
import { short48 } from '../short48.ts'
import type { RawPages } from './raw-pages.ts'
import { type RawRow, type RawValue, rawRows } from './raw-rows.ts'
import type { ExecutionBody } from '../index/execution-body.ts'
import { parseExecution } from '../index/rows.ts'

/** What must stand in a row of `blobs`. */
export interface WantedBlob {
  readonly checksum: string
  readonly size: number
}

/** Executions that prove themselves, and texts by the reference that they would be right for, each found in its page. */
export const strayExecutions = (
  pages: RawPages,
): {
  readonly executions: ReadonlyMap<number, ExecutionBody>
  readonly texts: ReadonlyMap<string, string>
} => {
  const executions = new Map<number, ExecutionBody>()
  const texts = new Map<string, string>()
  for (const row of rawRows(pages)) {
    const last = row.kinds.at(-1)
    if (last !== 'text') continue
    if (row.kinds.length === 5) keepExecution(executions, row)
    else if (row.kinds.length <= 3) keepText(texts, row)
  }
  return { executions, texts }
}

const keepExecution = (executions: Map<number, ExecutionBody>, row: RawRow): void => {
  const values = row.read()
  if (values === undefined) return
  const [, key = null, stage = null, proof = null, body = null] = values
  const parsed = parseExecution([row.id, key ?? '', stage, proof, body].map(textOf).join('\t'))
  // Of several forms of one execution the one that was replaced is the last.
  if (parsed !== undefined && executions.get(row.id)?.[12] !== 1) executions.set(row.id, parsed.body)
}

const keepText = (texts: Map<string, string>, row: RawRow): void => {
  const body = row.read()?.at(-1)
  if (!Buffer.isBuffer(body)) return
  const text = body.toString()
  texts.set(`${row.id}.${short48(sha256(text))}`, text)
}

const textOf = (value: RawValue | string): string =>
  Buffer.isBuffer(value) ? value.toString() : String(value)

/** Copies the small artifacts that are wanted and that some page holds. */
export const copyStrayBlobs = (
  pages: RawPages,
  wanted: ReadonlyMap<number, WantedBlob>,
  fresh: Connection,
): void => {
  const missing = new Map(wanted)
  for (const row of rawRows(pages)) {
    if (missing.size === 0) return
    const blob = row.kinds.length === 2 && row.kinds[1] === 'blob' ? missing.get(row.id) : undefined
    const bytes = blob && row.read()?.[1]
    if (blob === undefined || !Buffer.isBuffer(bytes)) continue
    if (bytes.length !== blob.size || sha256(bytes) !== blob.checksum) continue
    insertBlob(fresh, row.id, bytes)
    missing.delete(row.id)
  }
}
