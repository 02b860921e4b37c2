import type { Connection } from '../index/connection.ts'
import { lifeOf, type Life, type ProcessIdentity, thisThread } from './process-identity.ts'

/**
 * A process of another host or container cannot be looked at: it counts as gone when it was silent for so long, in
 * milliseconds. A stage that keeps its thread busy keeps its process silent, so this is generous.
 */
const foreignSilenceMs = 10 * 60_000

/**
 * `holders` are sessions, `claims` what they hold. The holder in `quiet`, of which there is one at most, writes its claims
 * as notes. `home` says which file this is, so that a copy is known as one.
 */
export const claimsSchema = `
  pragma page_size = 512;
  pragma busy_timeout = 8;
  pragma journal_mode = wal;
  pragma synchronous = off;
  create table if not exists holders (id integer primary key autoincrement, host text, pid integer, start text, seen integer);
  create table if not exists claims (id text primary key, holder integer) without rowid;
  create table if not exists quiet (one integer primary key, holder integer);
  create table if not exists told (id text primary key, text text) without rowid;
  create table if not exists home (one integer primary key, file text);
`

/** The file that this was when it was used last. */
export const homeOf = (on: Connection): string | undefined =>
  on.blob('select cast(file as blob) from home', [])?.toString()

/** Whoever holds claims in a copy of the file holds them elsewhere. Only inside a transaction. */
export const settleIn = (on: Connection, file: string): void => {
  const before = homeOf(on)
  if (before === file) return
  if (before !== undefined)
    on.exec('delete from claims; delete from told; delete from quiet; delete from holders;')
  on.run('insert or replace into home (one, file) values (1, ?)', [file])
}

/** @returns the new holder's number */
export const insertHolder = (on: Connection): number => {
  const { host, pid, start } = thisThread()
  on.run('insert into holders (host, pid, start, seen) values (?, ?, ?, ?)', [host, pid, start, Date.now()])
  return Number(on.blob('select cast(last_insert_rowid() as blob)', [])?.toString())
}

export const beatOf = (on: Connection, holder: number): void => {
  on.run('update holders set seen = ? where id = ?', [Date.now(), holder])
}

/** @returns whether nobody held it */
export const insertClaim = (on: Connection, id: string, holder: number): boolean =>
  on.run('insert into claims (id, holder) values (?, ?) on conflict do nothing', [id, holder]) === 1

/** Takes a claim from whoever holds it, or nobody does. */
export const replaceClaim = (on: Connection, id: string, holder: number): void => {
  on.run('insert or replace into claims (id, holder) values (?, ?)', [id, holder])
}

export const tellOf = (on: Connection, id: string, text: string): void => {
  on.run('insert or replace into told (id, text) values (?, ?)', [id, text])
}

/** What the holder of a claim tells of it. */
export const toldOf = (on: Connection, id: string): string | undefined =>
  on.blob('select cast(text as blob) from told where id = ?', [id])?.toString()

export const forgetTold = (on: Connection, id: string): void => {
  on.run('delete from told where id = ?', [id])
}

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

/** A session that holds claims. */
export interface Holder {
  readonly who: ProcessIdentity
  /** When it was last heard of, in milliseconds since 1970. */
  readonly seen: number
  readonly id: number
}

const holderColumns = 'cast(json_array(host, pid, start, seen, holders.id) as blob)'

/** `undefined` where there is none, or it cannot be told who. */
export const holderOf = (on: Connection, id: string): Holder | undefined =>
  parse(
    on.blob(
      `select ${holderColumns} from claims join holders on holders.id = claims.holder where claims.id = ?`,
      [id],
    ),
  )

/** Another session, whose claims are notes. */
export const otherQuietHolder = (on: Connection, holder: number): Holder | undefined =>
  parse(
    on.blob(
      `select ${holderColumns} from quiet join holders on holders.id = quiet.holder where holders.id <> ?`,
      [holder],
    ),
  )

const parse = (row: Buffer | undefined): Holder | undefined => {
  if (row === undefined) return undefined
  const [host, pid, start, seen, id] = JSON.parse(row.toString()) as readonly unknown[]
  const who = { host: String(host), pid: Number(pid), start: String(start) }
  return { who, seen: Number(seen), id: Number(id) }
}

/** Whether no other session of any process lives; forgets those that are gone. */
export const isAlone = (on: Connection, holder: number): boolean => {
  const others = on
    .blobs(`select ${holderColumns} from holders where id <> ? limit 64`, [holder])
    .flatMap((row) => parse(row) ?? [])
  const gone = others.filter((other) => lifeOfHolder(other) === 'gone')
  for (const { id } of gone) deleteHolder(on, id)
  return gone.length === others.length
}

/** What sessions that live hold of claims whose ids begin so, without that beginning. */
export const heldBelow = (on: Connection, beginning: string): readonly string[] => {
  const sql =
    'select cast(json_array(host, pid, start, seen, holders.id, claims.id) as blob) from claims join holders on holders.id = claims.holder where claims.id >= ? and claims.id < ?'
  return on.blobs(sql, [beginning, `${beginning}\u{10ffff}`]).flatMap((row) => {
    const [, , , , , id] = JSON.parse(row.toString()) as readonly unknown[]
    const holder = parse(row)
    return holder === undefined || lifeOfHolder(holder) === 'gone' ? [] : String(id).slice(beginning.length)
  })
}

/** A process that cannot be looked at is gone when it was silent for long. */
export const lifeOfHolder = ({ who, seen }: Holder): Life => {
  const life = lifeOf(who)
  return life === 'unknown' && Date.now() - seen > foreignSilenceMs ? 'gone' : life
}

/** In words for people. */
export const describeHolder = (holder: Holder): string => {
  const { host, pid, start } = thisThread()
  const { who, seen } = holder
  if (who.host !== host)
    return `process ${who.pid} of another host or container (${who.host}), heard of ${Math.round((Date.now() - seen) / 1000)} s ago`
  if (who.pid === pid)
    return who.start === start ? 'another run in this process' : 'another thread of this process'
  return `process ${who.pid}${lifeOfHolder(holder) === 'stopped' ? ', which is stopped' : ''}`
}
