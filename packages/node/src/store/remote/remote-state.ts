import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Digest } from '@stagewright/core'
import type { Connection } from '../index/connection.ts'
import { connectionSettings } from '../index/schema.ts'
import { sqliteProblem } from '../index/sqlite-problem.ts'
import { short48 } from '../short48.ts'
import { parsePlace, placeText, type RemotePlace } from './names.ts'
import { identityOf, type SharedExecution } from './segment.ts'

/**
 * What a store knows of a remote: which segments it has read, which executions and artifacts are there. All of it can be had
 * again from the remote, so a file that is damaged is thrown away.
 */
export interface RemoteState {
  readonly number: (name: NumberName) => number | undefined
  /** Of these objects, those that were not read yet. */
  readonly unread: (names: readonly string[]) => readonly string[]
  /** Of these executions, the ones that the remote does not have, as far as is known. */
  readonly unshared: <Execution extends SharedExecution['trace']>(
    executions: readonly Execution[],
  ) => readonly Execution[]
  /** Of these checksums, the ones that the remote has. */
  readonly artifactsAmong: (checksums: readonly Digest[]) => ReadonlySet<Digest>
  readonly placesOf: (checksum: Digest) => readonly RemotePlace[]
  /** Which execution an import put into these places of steps. */
  readonly filled: (places: readonly number[]) => ReadonlyMap<number, Filled>
  /** Whether an object was seen to be damaged, so that it has to be written again. */
  readonly isDamaged: (object: string) => boolean
  /** How many objects were read. */
  readonly size: () => number
  readonly write: (change: (to: StateWriter) => void) => Promise<void>
  readonly close: () => void
}

export type NumberName =
  /** Executions up to this one were looked at for being sent. */
  | 'sent'
  /** When all objects were listed last. */
  | 'listed'
  /** The index's own count of imports, as it was after the last one. */
  | 'imports'

export interface Filled {
  readonly key: number
  readonly at: number
}

/** Only inside `write`. */
export interface StateWriter {
  readonly setNumber: (name: NumberName, value: number) => void
  readonly addRead: (names: Iterable<string>) => void
  /** The remote has these. */
  readonly addShared: (executions: readonly SharedExecution[]) => void
  readonly addPlaces: (places: SharedExecution['artifacts']) => void
  readonly addFilled: (places: ReadonlyMap<number, Filled>) => void
  /** It turned out not to be there, or to be damaged. */
  readonly dropPlace: (checksum: Digest, place: RemotePlace) => void
  readonly noteDamage: (object: string) => void
  readonly noteRepair: (object: string) => void
  readonly forgetAll: () => void
}

const schema = `
  create table if not exists numbers (name text primary key, value integer) without rowid;
  create table if not exists objects (name text primary key) without rowid;
  create table if not exists executions (id integer primary key);
  create table if not exists artifacts (checksum text, place text, primary key (checksum, place)) without rowid;
  create table if not exists damaged (name text primary key) without rowid;
  create table if not exists places (place integer primary key, key integer, at integer);
`
const tables = ['numbers', 'objects', 'executions', 'artifacts', 'damaged', 'places']

const mostPatienceMs = 60_000

export const openRemoteState = (path: string, open: (path: string) => Connection): RemoteState => {
  let connection = connect(path, open)
  const current = (): Connection => {
    if (connection.isSpoiled()) {
      connection.close()
      connection = connect(path, open)
    }
    return connection
  }
  const textsAmong = (sql: string, values: readonly (string | number)[]): ReadonlySet<string> =>
    new Set(
      current()
        .blobs(sql, [JSON.stringify(values)])
        .map(String),
    )
  return {
    number: (name) => {
      const value = current().blob('select cast(value as blob) from numbers where name = ?', [name])
      return value === undefined ? undefined : Number(value.toString())
    },
    unread: (names) => {
      const read = textsAmong(
        'select cast(name as blob) from objects where name in (select value from json_each(?))',
        names,
      )
      return names.filter((name) => !read.has(name))
    },
    unshared: (executions) => {
      const ids = executions.map((execution) => short48(identityOf(execution)))
      const known = textsAmong(
        'select cast(id as blob) from executions where id in (select value from json_each(?))',
        ids,
      )
      return executions.filter((_, at) => !known.has(String(ids[at])))
    },
    artifactsAmong: (checksums) =>
      textsAmong(
        'select distinct cast(checksum as blob) from artifacts where checksum in (select value from json_each(?))',
        checksums,
      ),
    placesOf: (checksum) =>
      current()
        .blobs('select cast(place as blob) from artifacts where checksum = ?', [checksum])
        .flatMap((text) => parsePlace(text.toString()) ?? []),
    filled: (places) =>
      new Map(
        current()
          .blobs(
            "select cast(place || ' ' || key || ' ' || at as blob) from places where place in (select value from json_each(?))",
            [JSON.stringify(places)],
          )
          .map((row) => {
            const [place = 0, key = 0, at = 0] = row.toString().split(' ').map(Number)
            return [place, { key, at }] as const
          }),
      ),
    isDamaged: (object) =>
      current().blob('select cast(name as blob) from damaged where name = ?', [object]) !== undefined,
    size: () => Number(current().blob('select cast(count(*) as blob) from objects', [])?.toString() ?? 0),
    write: (change) => transact(current, (on) => change(writerOn(on))),
    close: () => connection.close(),
  }
}

const writerOn = (on: Connection): StateWriter => ({
  setNumber: (name, value) => {
    on.run('insert or replace into numbers (name, value) values (?, ?)', [name, value])
  },
  addRead: (names) => {
    on.run('insert or ignore into objects (name) select value from json_each(?)', [
      JSON.stringify([...names]),
    ])
  },
  addShared: (executions) => {
    const ids = executions.map(({ trace }) => short48(identityOf(trace)))
    on.run('insert or ignore into executions (id) select value from json_each(?)', [JSON.stringify(ids)])
    for (const { artifacts } of executions) if (artifacts.size > 0) addPlaces(on, artifacts)
  },
  addPlaces: (places) => addPlaces(on, places),
  addFilled: (places) => {
    const rows = [...places].map(([place, { key, at }]) => [place, key, Math.round(at)])
    on.run(
      "insert or replace into places (place, key, at) select json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') from json_each(?)",
      [JSON.stringify(rows)],
    )
  },
  dropPlace: (checksum, place) => {
    on.run('delete from artifacts where checksum = ? and place = ?', [checksum, placeText(place)])
  },
  noteDamage: (object) => {
    on.run('insert or ignore into damaged (name) values (?)', [object])
  },
  noteRepair: (object) => {
    on.run('delete from damaged where name = ?', [object])
  },
  forgetAll: () => {
    for (const table of tables) on.run(`delete from ${table}`, [])
  },
})

const addPlaces = (on: Connection, places: SharedExecution['artifacts']): void => {
  const rows = [...places].map(([checksum, place]) => [checksum, placeText(place)])
  on.run(
    "insert or ignore into artifacts (checksum, place) select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(?)",
    [JSON.stringify(rows)],
  )
}

const connect = (path: string, open: (path: string) => Connection): Connection => {
  try {
    return prepared(path, open)
  } catch (thrown) {
    if (sqliteProblem(thrown) !== 'damaged') throw thrown
    for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
    return prepared(path, open)
  }
}

const prepared = (path: string, open: (path: string) => Connection): Connection => {
  const connection = open(`${pathToFileURL(path).href}?mode=rwc`)
  try {
    connection.exec(`pragma journal_mode = wal; pragma synchronous = normal; ${connectionSettings}`)
    connection.exec('pragma busy_timeout = 5000')
    connection.exec(schema)
    for (const table of tables)
      connection.blob(`select cast(count(*) as blob) from (select * from ${table} limit 1)`, [])
    return connection
  } catch (thrown) {
    connection.close()
    throw thrown
  }
}

const transact = async (current: () => Connection, act: (on: Connection) => void): Promise<void> => {
  const startedAt = performance.now()
  for (;;) {
    const on = current()
    try {
      on.begin()
      try {
        act(on)
        on.commit()
        return
      } catch (thrown) {
        on.rollback()
        throw thrown
      }
    } catch (thrown) {
      if (sqliteProblem(thrown) !== 'busy' || performance.now() - startedAt > mostPatienceMs) throw thrown
      await sleep(10 + 20 * Math.random())
    }
  }
}
