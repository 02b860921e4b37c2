import { placesOf, type Trace } from '@stagewright/core'
import { counter, commitExecutions, setCounter } from './commit-executions.ts'
import type { Connection } from './connection.ts'
import type { ExecutionBody } from './execution-body.ts'
import { addPlaces, shortPlace } from './places.ts'
import { createRowBuffer } from './row-buffer.ts'
import { executionColumns, parseExecution } from './rows.ts'
import { createTextTable } from './text-table.ts'
import { short48 } from '../short48.ts'
import type { Filled } from '../remote/remote-state.ts'
import { isLater } from '../remote/segment.ts'

type NewTrace = Omit<Trace, 'order'>

export interface Import {
  readonly taken: readonly { readonly trace: NewTrace; readonly replaced: readonly ExecutionBody[] }[]
  /** Places of steps that stand on one of these executions now. */
  readonly filled: ReadonlyMap<number, Filled>
  /** How many imports the index has seen. */
  readonly imports: number
}

/**
 * Writes executions of other machines; only inside a transaction. Of several with one key the one that began last holds,
 * be it one that is here already.
 *
 * @param name of the counter of imports
 * @param filledBefore what imports put into places, which nothing of this machine has taken since if it still stands there
 */
export const importExecutions = (
  connection: Connection,
  shared: readonly NewTrace[],
  name: string,
  filledBefore: ReadonlyMap<number, Filled>,
): Import => {
  const newest = new Map<string, NewTrace>()
  for (const trace of shared) {
    const other = newest.get(trace.key)
    if (other === undefined || isLater(trace, other)) newest.set(trace.key, trace)
  }
  const there = currentAmong(connection, [...newest.keys()])
  const taken = [...newest.values()]
    .filter((trace) => {
      const body = there.get(trace.key)
      return body === undefined || isLater(trace, placeless(body))
    })
    .sort((a, b) => a.startedAt - b.startedAt)
  const committed = commitExecutions(
    connection,
    createTextTable(),
    taken.map((trace) => ({ trace, blobs: [], isShared: true })),
  )
  const imports = counter(connection, name) + 1
  setCounter(connection, name, imports)
  return {
    taken: taken.map((trace, at) => ({ trace, replaced: committed[at]?.replaced ?? [] })),
    filled: fillPlaces(connection, taken, filledBefore),
    imports,
  }
}

/** What `isLater` looks at. */
const placeless = (body: ExecutionBody): NewTrace => {
  const [key, , , , , , run, startedAt] = body
  const accepted = body[15]
  // Only these parts are compared.
  return {
    key,
    run,
    startedAt,
    ...(accepted !== 0 && { accepted: { at: accepted[0], changes: accepted[1] } }),
  } as NewTrace
}

const currentAmong = (
  connection: Connection,
  keys: readonly string[],
): ReadonlyMap<string, ExecutionBody> => {
  const sql = `select cast(${executionColumns} as blob) from executions where key in (select value from json_each(?))`
  return new Map(
    connection.blobs(sql, [JSON.stringify(keys.map(short48))]).flatMap((line) => {
      const body = parseExecution(line.toString())?.body
      return body === undefined || body[12] !== 0 ? [] : [[body[0], body] as const]
    }),
  )
}

/** A step that this machine never did stands on what another one did last. */
const fillPlaces = (
  connection: Connection,
  taken: readonly NewTrace[],
  filledBefore: ReadonlyMap<number, Filled>,
): ReadonlyMap<number, Filled> => {
  const standing = keysIn(
    connection,
    taken.flatMap((trace) => placesOf(trace).map(shortPlace)),
  )
  const filled = new Map<number, Filled>()
  const rows = createRowBuffer(connection)
  for (const trace of taken) {
    const places = placesOf(trace).map(shortPlace)
    const isFree = places.every((place) => {
      const key = standing.get(place)
      const before = filled.get(place) ?? filledBefore.get(place)
      return filled.has(place) || key === undefined
        ? before === undefined || before.at <= trace.startedAt
        : before?.key === key && before.at <= trace.startedAt
    })
    if (!isFree) continue
    const key = short48(trace.key)
    addPlaces(rows, trace, key)
    rows.flush()
    for (const place of places) filled.set(place, { key, at: trace.startedAt })
  }
  return filled
}

const keysIn = (connection: Connection, places: readonly number[]): ReadonlyMap<number, number> => {
  const sql =
    "select cast(place || ' ' || key as blob) from places where place in (select value from json_each(?))"
  return new Map(
    connection.blobs(sql, [JSON.stringify(places)]).map((row) => {
      const [place = 0, key = 0] = row.toString().split(' ').map(Number)
      return [place, key] as const
    }),
  )
}
