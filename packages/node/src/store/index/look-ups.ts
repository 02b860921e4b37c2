import type { Connection } from './connection.ts'
import { createPresence, type Presence } from '../artifacts/presence.ts'
import { createReadAhead, type ReadAhead } from './read-ahead.ts'
import { executionColumns } from './rows.ts'

/** Runs a query on the index as it is now; gives the second value where it cannot be read. */
export type Query = <Value>(query: (connection: Connection) => Value, otherwise: Value) => Value

/** Longer ones are looked up one by one: what a window gives is one text. */
const longestInWindow = 65_536

/** What a plan asks an index for: by the first 48 bits of a digest, and small artifacts by their rows. */
export interface LookUps {
  /** What `executionColumns` selects of the execution that is reused for a key. */
  readonly heads: ReadAhead<string>
  /** The same again, because whoever asks for whole traces asks for them after their heads. */
  readonly executions: ReadAhead<string>
  /** References to the read sets of a base. */
  readonly bases: ReadAhead<string>
  /** Which key stood last in a place, a tab, and the record's name. */
  readonly places: ReadAhead<string>
  /** Sizes of small artifacts, in bytes. */
  readonly blobs: ReadAhead<number>
  /** Of the keys of executions. */
  readonly keyPresence: Presence
  readonly basePresence: Presence
  readonly placePresence: Presence
}

export const createLookUps = (query: Query): LookUps => {
  const keyPresence = createPresence()
  const basePresence = createPresence()
  const placePresence = createPresence()
  const currentLines = (): ReadAhead<string> =>
    createReadAhead<string>(
      {
        one: (key) =>
          query((connection) => {
            const sql = `select cast(${executionColumns} as blob) from executions where key = ? order by id desc limit 1`
            const line = connection.blob(sql, [key])?.toString()
            return line === undefined ? undefined : { id: Number.parseInt(line), value: line }
          }, undefined),
        window: (from, to) =>
          lines(
            query,
            `select cast(group_concat(${executionColumns}, char(10)) as blob) from executions where key is not null and id between ? and ? and octet_length(body) < ${longestInWindow}`,
            from,
            to,
          ).map((line) => {
            const tab = line.indexOf('\t')
            return [Number(line.slice(tab + 1, line.indexOf('\t', tab + 1))), line] as const
          }),
      },
      keyPresence,
    )
  const heads = currentLines()
  const executions = currentLines()
  const bases = createReadAhead<string>(
    {
      one: (base) =>
        query((connection) => {
          const sql = 'select cast(cast(id as text) || char(9) || sets as blob) from bases where base = ?'
          const [id, sets] = connection.blob(sql, [base])?.toString().split('\t') ?? []
          return id === undefined || sets === undefined ? undefined : { id: Number(id), value: sets }
        }, undefined),
      window: (from, to) =>
        lines(
          query,
          'select cast(group_concat(cast(base as text) || char(9) || sets, char(10)) as blob) from bases where id between ? and ?',
          from,
          to,
        ).map((line) => {
          const tab = line.indexOf('\t')
          return [Number(line.slice(0, tab)), line.slice(tab + 1)] as const
        }),
    },
    basePresence,
  )
  const places = createReadAhead<string>(
    {
      one: (place) =>
        query((connection) => {
          const sql =
            'select cast(cast(id as text) || char(10) || cast(key as text) || char(9) || cast(record as text) as blob) from places where place = ?'
          const [id, ...value] = connection.blob(sql, [place])?.toString().split('\n') ?? []
          return id === undefined ? undefined : { id: Number(id), value: value.join('\n') }
        }, undefined),
      // A record's name may hold line ends: whatever holds one is looked up by itself.
      window: (from, to) =>
        lines(
          query,
          'select cast(group_concat(cast(place as text) || char(9) || cast(key as text) || char(9) || cast(record as text), char(10)) as blob) from places where id between ? and ? and instr(record, char(10)) = 0',
          from,
          to,
        ).map((line) => {
          const tab = line.indexOf('\t')
          return [Number(line.slice(0, tab)), line.slice(tab + 1)] as const
        }),
    },
    placePresence,
  )
  const blobs = createReadAhead<number>({
    one: (id) =>
      query((connection) => {
        const size = connection.blob('select cast(length(bytes) as blob) from blobs where id = ?', [id])
        return size === undefined ? undefined : { id, value: Number(size.toString()) }
      }, undefined),
    window: (from, to) =>
      lines(
        query,
        'select cast(group_concat(cast(id as text) || char(9) || cast(length(bytes) as text), char(10)) as blob) from blobs where id between ? and ?',
        from,
        to,
      ).map((line) => {
        const [id, size] = line.split('\t')
        return [Number(id), Number(size)] as const
      }),
  })
  return { heads, executions, bases, places, blobs, keyPresence, basePresence, placePresence }
}

const lines = (query: Query, sql: string, from: number, to: number): readonly string[] => {
  const text = query((connection) => connection.blob(sql, [from, to])?.toString(), undefined)
  return text === undefined || text === '' ? [] : text.split('\n')
}
