import type { RunNote } from '@stagewright/core'
import type { Connection } from './connection.ts'
import { sha256 } from '../../files/sha256.ts'
import { short48 } from '../short48.ts'
import { parseJson } from './parse-json.ts'
import { isAlive, type ProcessIdentity, thisProcess } from '../claims/process-identity.ts'

/** A process of another host cannot be looked at: its run counts as running for so long, in milliseconds. */
const foreignRunMs = 24 * 3600 * 1000

/** Replaces what was noted of the run; only inside a transaction. */
export const writeRunNote = (connection: Connection, note: RunNote): void => {
  const { host, pid, start } = thisProcess()
  const { run, experiment, startedAt, endedAt, status, found = [] } = note
  const body = JSON.stringify([
    run,
    experiment ?? 0,
    startedAt,
    endedAt ?? 0,
    status,
    host,
    pid,
    start,
    found,
  ])
  const sql =
    'insert into runs (run, body) values (?, ?) on conflict (run) do update set body = excluded.body'
  connection.run(sql, [short48(sha256(run)), Buffer.from(body)])
}

/** Oldest first. */
export const readRunNotes = (connection: Connection): readonly RunNote[] =>
  connection
    .blobs('select cast(body as blob) from runs', [])
    .flatMap((row) => noteOf(parseJson(row.toString())) ?? [])
    .sort((a, b) => a.startedAt - b.startedAt)

const statuses: readonly string[] = ['running', 'well', 'failed', 'aborted'] satisfies RunNote['status'][]
const isStatus = (value: unknown): value is RunNote['status'] =>
  typeof value === 'string' && statuses.includes(value)

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) < 8.64e15 - 86_400_000

/** `undefined` for a damaged or crafted row. */
const noteOf = (body: unknown): RunNote | undefined => {
  if (!Array.isArray(body)) return undefined
  const [run, experiment, startedAt, endedAt, noted, host, pid, start, found] = body as readonly unknown[]
  if (typeof run !== 'string' || !isTime(startedAt) || !isTime(endedAt) || !isStatus(noted)) return undefined
  const isOver =
    noted === 'running' && isGone({ host: String(host), pid: Number(pid), start: String(start) }, startedAt)
  return {
    run,
    ...(typeof experiment === 'string' && { experiment }),
    startedAt,
    ...(endedAt !== 0 && { endedAt }),
    status: isOver ? 'aborted' : noted,
    ...(isFound(found) && found.length > 0 && { found }),
  }
}

const isFound = (value: unknown): value is NonNullable<RunNote['found']> =>
  Array.isArray(value) &&
  value.every(
    (each: unknown) =>
      typeof each === 'object' &&
      each !== null &&
      ['step', 'before', 'after'].every((part) => typeof Reflect.get(each, part) === 'string'),
  )

const isGone = (who: ProcessIdentity, startedAt: number): boolean => {
  const alive = isAlive(who)
  return alive === 'unknown' ? Date.now() - startedAt > foreignRunMs : !alive
}
