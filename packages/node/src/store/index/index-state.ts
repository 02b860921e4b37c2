import { randomInt } from 'node:crypto'
import { setCounter } from './commit-executions.ts'
import type { Connection } from './connection.ts'

const largest = 2 ** 48 - 1

/**
 * As long as it stays, so does all that look-ups find: a number that whatever is committed to the index replaces by a new
 * random one, and the order, which a session of an earlier version changes that was open when the store was raised.
 * `undefined` for an index that was not written since it was made.
 */
export const readState = (connection: Connection): string | undefined => {
  const sql = `select cast(max(case name when 'state' then value end) || '.' ||
    ifnull(max(case name when 'order' then value end), 0) as blob) from counters`
  return connection.blob(sql, [])?.toString()
}

/** Changes what look-ups find, and the state with it; only inside a transaction. */
export const changeState = <Value>(connection: Connection, act: (connection: Connection) => Value): Value => {
  const value = act(connection)
  setCounter(connection, 'state', randomInt(largest))
  return value
}

/** What a session knows of the index's state. */
export interface KnownState {
  /** Takes the state as it is. */
  readonly begin: (now: string | undefined) => void
  /** Changes what look-ups find, and the state with it; only inside a transaction. */
  readonly change: <Value>(connection: Connection, act: (connection: Connection) => Value) => Value
  /** Whether nobody else has changed the index since the beginning. */
  readonly isOurs: (now: string | undefined) => boolean
}

export const createKnownState = (): KnownState => {
  let known: string | undefined
  let othersChanged = false
  const isOurs = (now: string | undefined): boolean => {
    // A transaction that was undone is taken for somebody else's.
    othersChanged ||= now !== known
    return !othersChanged
  }
  return {
    begin: (now) => {
      known = now
    },
    change: (connection, act) => {
      isOurs(readState(connection))
      const value = changeState(connection, act)
      known = readState(connection)
      return value
    },
    isOurs,
  }
}
