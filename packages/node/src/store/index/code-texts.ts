import type { Digest } from '@stagewright/core'
import { attempt } from '../attempt.ts'
import type { PendingExecution } from './commit-executions.ts'
import type { Connection } from './connection.ts'
import { sha256 } from '../../files/sha256.ts'
import { short48 } from '../short48.ts'
import { knowsCode } from './must-have-schema.ts'

/** A longer text is not stored: a part of it would hide a change in the rest. In bytes. */
const largestText = 64 << 10
/** When all together take more, the oldest go, down to half as much: whoever writes looks seldom. In bytes. */
const mostInAll = 16 << 20

const proofLength = 16
const digestLength = 64

/** The texts of code, each stored once under the digest of the part that it belongs to. */
export interface CodeTexts {
  /** Adds the texts that are not there; only inside a transaction. */
  readonly add: (connection: Connection, executions: readonly PendingExecution[]) => void
  /** What is remembered of the index may be wrong now. */
  readonly forgetAll: () => void
}

export const createCodeTexts = (): CodeTexts => {
  /** All executions of a stage share the object of their parts. */
  let seen = new WeakSet<object>()
  /** Bytes that are known to have room. */
  let room = 0
  return {
    add: (connection, executions) => {
      const open = new Map<Digest, NonNullable<PendingExecution['partText']>>()
      for (const { trace, partText } of executions) {
        if (partText === undefined || seen.has(trace.parts)) continue
        seen.add(trace.parts)
        for (const part of Object.values(trace.parts)) open.set(part, partText)
      }
      if (open.size === 0) return
      const stored = storedAmong(connection, [...open.keys()])
      for (const [part, partText] of open) {
        if (stored.has(short48(part))) continue
        const text = partText(part)
        if (text === undefined || Buffer.byteLength(text) > largestText) continue
        const row = Buffer.from(`${part}${proofOf(part, text)}${text}`)
        insert(connection, part, row)
        room -= row.length
      }
      if (room < 0) room = makeRoom(connection)
    },
    forgetAll: () => {
      seen = new WeakSet()
      room = 0
    },
  }
}

const insert = (connection: Connection, part: Digest, row: Buffer): void => {
  connection.run('insert into codes (part, body) values (?, ?) on conflict do nothing', [short48(part), row])
}

const proofOf = (part: Digest, text: string): string => sha256(part + text).slice(0, proofLength)

const storedAmong = (connection: Connection, parts: readonly Digest[]): ReadonlySet<number> => {
  const sql =
    'select cast(group_concat(cast(part as text)) as blob) from codes where part in (select value from json_each(?))'
  const found = connection.blob(sql, [JSON.stringify(parts.map(short48))])?.toString() ?? ''
  return new Set(found === '' ? [] : found.split(',').map(Number))
}

/** Removes the oldest texts where there are too many, and gives how many bytes still have room. */
const makeRoom = (connection: Connection): number => {
  const size = (): number =>
    Number(connection.blob('select cast(sum(length(body)) as blob) from codes', [])?.toString() ?? 0)
  let bytes = size()
  while (bytes > mostInAll) {
    const sql =
      'delete from codes where id in (select id from codes order by id limit (select count(*) / 2 + 1 from codes))'
    connection.run(sql, [])
    bytes = size()
  }
  return mostInAll - bytes
}

/** The texts that are there, whole, by the digests of their parts. */
export const readCodeTexts = (
  connection: Connection,
  parts: readonly Digest[],
): ReadonlyMap<Digest, string> => {
  if (!knowsCode(connection)) return new Map()
  const wanted = new Set(parts)
  const sql =
    'select cast(body as blob) from codes where part in (select value from json_each(?)) and length(body) <= ?'
  const most = largestText + digestLength + proofLength
  return new Map(
    connection.blobs(sql, [JSON.stringify([...wanted].map(short48)), most]).flatMap((row) => {
      const found = parse(row)
      return found !== undefined && wanted.has(found[0]) ? [found] : []
    }),
  )
}

/** `undefined` for a damaged row. */
const parse = (row: Buffer): readonly [Digest, string] | undefined => {
  const part = row.subarray(0, digestLength).toString()
  const proof = row.subarray(digestLength, digestLength + proofLength).toString()
  const text = row.subarray(digestLength + proofLength).toString()
  return proof === proofOf(part, text) ? [part, text] : undefined
}

/** Copies what proves itself from a damaged index; what does not is only not shown. */
export const copyCodeTexts = (old: Connection, fresh: Connection): void => {
  if (attempt(() => knowsCode(old)) !== true) return
  for (const row of attempt(() => old.blobs('select cast(body as blob) from codes', [])) ?? []) {
    const found = parse(row)
    if (found !== undefined) insert(fresh, found[0], row)
  }
}

/** Removes the texts of code that no execution was made by, given the first bits of the digests of all others. */
export const removeCodeTexts = (connection: Connection, living: ReadonlySet<number>): void => {
  connection.run('delete from codes where part not in (select value from json_each(?))', [
    JSON.stringify([...living]),
  ])
}
