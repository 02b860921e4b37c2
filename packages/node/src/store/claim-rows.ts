import type { Connection } from './connection.ts'
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts'

const foreignSilenceMs = 60_000

/**
 * `holders` are sessions, `claims` what they hold. The holder in `quiet`, of which there is one at most, holds claims
 * that are not written: nobody else takes any before it has written them.
 */
export const claimsSchema = `
  pragma page_size = 512;
  pragma busy_timeout = 8;
  pragma journal_mode = wal;
  pragma synchronous = off;
  create table if not exists holders (id integer primary key autoincrement, host text, pid integer, start text, seen integer);
  create table if not exists claims (id text primary key, holder integer) without rowid;
  create table if not exists quiet (one integer primary key, holder integer);
`

/** @returns the new holder's number */
export const insertHolder = (on: Connection): number => {
  const { host, pid, start } = thisProcess()
  on.run('insert into holders (host, pid, start, seen) values (?, ?, ?, ?)', [host, pid, start, Date.now()])
  return Number(on.blob('select cast(last_insert_rowid() as blob)', [])?.toString())
}

export const beatOf = (on: Connection, holder: number): void => {
  on.run('update holders set seen = ? where id = ?', [Date.now(), holder])
}

/** @returns whether nobody held it */
export const insertClaim = (on: Connection, id: string, holder: number): boolean =>
  on.run('insert into claims (id, holder) values (?, ?) on conflict do nothing', [id, holder]) === 1

export const deleteClaim = (on: Connection, id: string, holder: number): void => {
  on.run('delete from claims where id = ? and holder = ?', [id, holder])
}

export const deleteHolder = (on: Connection, holder: number): void => {
  on.run('delete from claims where holder = ?', [holder])
  on.run('delete from quiet where holder = ?', [holder])
  on.run('delete from holders where id = ?', [holder])
}

export const setQuiet = (on: Connection, holder: number): void => {
  on.run('insert or replace into quiet (one, holder) values (1, ?)', [holder])
}

export const clearQuiet = (on: Connection, holder: number): void => {
  on.run('delete from quiet where holder = ?', [holder])
}

/** Whether another session that lives has claims which are not written. */
export const isAnotherQuiet = (on: Connection, holder: number): boolean => {
  const owner = ownerIn(on, 'quiet', 'holders.id <> ?', holder)
  return owner !== undefined && !isGone(owner)
}

/** Takes a claim that is free, or whose holder is gone. */
export const takeOrTakeOver = (on: Connection, id: string, holder: number): boolean => {
  if (isAnotherQuiet(on, holder)) return false
  if (insertClaim(on, id, holder)) return true
  const owner = ownerIn(on, 'claims', 'claims.id = ?', id)
  if (owner !== undefined && !isGone(owner)) return false
  on.run('update claims set holder = ? where id = ?', [holder, id])
  return true
}

/** As far as can be told without a transaction. */
export const looksFree = (on: Connection, id: string, holder: number): boolean => {
  const owner = ownerIn(on, 'claims', 'claims.id = ?', id)
  return (owner === undefined || isGone(owner)) && !isAnotherQuiet(on, holder)
}

/** Whether no other session of any process lives; forgets those that are gone. */
export const isAlone = (on: Connection, holder: number): boolean => {
  const sql =
    'select cast(json_array(host, pid, start, seen, id) as blob) from holders where id <> ? limit 64'
  const others = on.blobs(sql, [holder]).map(parseOwner)
  const gone = others.filter(isGone)
  for (const { id } of gone) deleteHolder(on, id)
  return gone.length === others.length
}

/** What sessions that live hold of claims whose ids begin so, without that beginning. */
export const heldBelow = (on: Connection, beginning: string): readonly string[] => {
  const sql =
    'select cast(json_array(host, pid, start, seen, holders.id, claims.id) as blob) from claims join holders on holders.id = claims.holder where claims.id >= ? and claims.id < ?'
  return on.blobs(sql, [beginning, `${beginning}\u{10ffff}`]).flatMap((row) => {
    const [, , , , , id] = JSON.parse(row.toString()) as readonly unknown[]
    return isGone(parseOwner(row)) ? [] : String(id).slice(beginning.length)
  })
}

interface Owner {
  readonly who: ProcessIdentity
  readonly seen: number
  readonly id: number
}

/** `undefined` where there is none, or it cannot be told who. */
const ownerIn = (
  on: Connection,
  table: 'claims' | 'quiet',
  where: string,
  value: string | number,
): Owner | undefined => {
  const sql = `select cast(json_array(host, pid, start, seen, holders.id) as blob) from ${table} join holders on holders.id = ${table}.holder where ${where}`
  const row = on.blob(sql, [value])
  return row === undefined ? undefined : parseOwner(row)
}

const parseOwner = (row: Buffer): Owner => {
  const [host, pid, start, seen, id] = JSON.parse(row.toString()) as readonly unknown[]
  const who = { host: String(host), pid: Number(pid), start: String(start) }
  return { who, seen: Number(seen), id: Number(id) }
}

/** A process of another host cannot be looked at: it is gone when it was silent for a minute. */
const isGone = ({ who, seen }: Owner): boolean => {
  const alive = isAlive(who)
  return alive === 'unknown' ? Date.now() - seen > foreignSilenceMs : !alive
}
