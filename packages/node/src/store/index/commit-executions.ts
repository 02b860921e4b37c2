import type { DraftInfo, Trace } from '@stagewright/core'
import type { Connection } from './connection.ts'
import { short48 } from '../short48.ts'
import { addPlaces } from './places.ts'
import { readingRows } from './readings.ts'
import { createReadSets } from './read-sets.ts'
import { createSharedTexts } from './shared-texts.ts'
import type { ExecutionBody } from './execution-body.ts'
import type { Presence } from '../artifacts/presence.ts'
import { bodyOf, executionColumns, executionRow, type ExecutionRow, parseExecution } from './rows.ts'
import { createRowBuffer } from './row-buffer.ts'
import type { TextTable } from './text-table.ts'

export interface PendingExecution {
  readonly trace: Omit<Trace, 'order'>
  readonly blobs: readonly { readonly id: number; readonly bytes: Uint8Array }[]
  /** How parts of its code read; absent where that is not to be stored. */
  readonly partText?: DraftInfo['partText']
  /** Another machine's: what it saw of files says nothing of files here, and where its steps stand is not decided here. */
  readonly isShared?: boolean
}

export interface Committed {
  readonly order: number
  /** Earlier executions with the same key: history from now on. */
  readonly replaced: readonly ExecutionBody[]
}

/**
 * Writes executions, oldest first; only inside a transaction.
 *
 * @param presence what is known of the rows that were there before
 */
export const commitExecutions = (
  connection: Connection,
  texts: TextTable,
  pending: readonly PendingExecution[],
  presence?: { readonly keys: Presence; readonly bases: Presence },
): readonly Committed[] => {
  let order = nextOrder(connection)
  const keys = pending.map(({ trace }) => short48(trace.key))
  const taken = knownAmong(connection, 'executions', 'key', keys, presence?.keys)
  const bases = knownAmong(
    connection,
    'bases',
    'base',
    pending.map(({ trace }) => short48(trace.base)),
    presence?.bases,
  )
  const rows = createRowBuffer(connection)
  const sharedTextsOf = createSharedTexts(connection, texts)
  const readSets = createReadSets(connection, rows, bases)
  const written = pending.map(({ trace, blobs, isShared = false }): Committed => {
    const body = bodyOf(trace, sharedTextsOf(trace))
    const key = short48(trace.key)
    let replaced: readonly ExecutionBody[] = []
    if (taken.has(key)) {
      rows.flush()
      replaced = supersede(connection, trace.key)
    }
    taken.add(key)
    const row = executionRow(order++, body)
    rows.add('executions', [row.id, row.key, row.stage, row.proof, row.body])
    readSets.add(short48(trace.base), body[4])
    if (!isShared) {
      putReadings(connection, trace)
      addPlaces(rows, trace, key)
    }
    for (const blob of blobs) rows.add('blobs', [blob.id, blob.bytes])
    return { order: row.id, replaced }
  })
  rows.flush()
  setCounter(connection, 'order', order)
  return written
}

export const insertExecution = (connection: Connection, row: ExecutionRow): void => {
  connection.run('insert into executions (id, key, stage, proof, body) values (?, ?, ?, ?, ?)', [
    row.id,
    row.key,
    row.stage,
    row.proof,
    row.body,
  ])
}

export const insertBlob = (connection: Connection, id: number, bytes: Uint8Array): void => {
  connection.run(
    'insert into blobs (id, bytes) values (?, ?) on conflict do update set bytes = excluded.bytes',
    [id, bytes],
  )
}

const putReadings = (connection: Connection, trace: Pick<Trace, 'reads'>): void => {
  for (const { path, body } of readingRows(trace.reads)) {
    connection.run(
      'insert into readings (path, body) values (?, ?) on conflict do update set body = excluded.body',
      [path, body],
    )
  }
}

/** A number of its own for whoever asks, of which there is never a second. */
export const takeNumber = (connection: Connection, name: string, least: number): number => {
  const number = Math.max(counter(connection, name), least)
  setCounter(connection, name, number + 1)
  return number
}

export const counter = (connection: Connection, name: string, least = 1): number => {
  const value = Number(
    connection.blob('select cast(value as blob) from counters where name = ?', [name])?.toString(),
  )
  return Number.isSafeInteger(value) && value > 0 ? value : least
}

export const setCounter = (connection: Connection, name: string, value: number): void => {
  connection.run(
    'insert into counters (name, value) values (?, ?) on conflict do update set value = excluded.value',
    [name, value],
  )
}

const nextOrder = (connection: Connection): number => {
  const last = connection.blob('select cast(id as blob) from executions order by id desc limit 1', [])
  return Math.max(counter(connection, 'order'), Number(last?.toString() ?? 0) + 1)
}

const knownAmong = (
  connection: Connection,
  table: 'executions' | 'bases',
  column: 'key' | 'base',
  wanted: readonly number[],
  presence: Presence | undefined,
): Set<number> => {
  const open = presence === undefined ? wanted : wanted.filter((value) => !presence.isAbsent(value))
  if (open.length === 0) return new Set()
  const sql = `select cast(group_concat(cast(${column} as text)) as blob) from ${table} where ${column} in (select value from json_each(?))`
  const found = connection.blob(sql, [JSON.stringify(open)])?.toString() ?? ''
  return new Set(found === '' ? [] : found.split(',').map(Number))
}

/** From now on no look-up by key finds the executions that had it so far. */
const supersede = (connection: Connection, key: string): readonly ExecutionBody[] => {
  const sql = `select cast(cast(id as text) || char(10) || ${executionColumns} as blob) from executions where key = ?`
  const replaced: ExecutionBody[] = []
  for (const row of connection.blobs(sql, [short48(key)])) {
    const [id = '', line = ''] = row.toString().split('\n')
    const body = parseExecution(line)?.body
    const history = body && asHistory(Number(id), body)
    if (body === undefined || history === undefined) {
      connection.run('update executions set key = null where id = ?', [Number(id)])
    } else if (body[0] === key) {
      connection.run('update executions set key = null, proof = ?, body = ? where id = ?', [
        history.proof,
        history.body,
        history.id,
      ])
      replaced.push(body)
    }
  }
  return replaced
}

/** `undefined` for a crafted body that is too deep to be written again. */
const asHistory = (id: number, body: ExecutionBody): ExecutionRow | undefined => {
  try {
    return executionRow(id, body.with(12, 1) as unknown as ExecutionBody)
  } catch {
    return undefined
  }
}
