import { randomInt } from 'node:crypto'
import { setCounter } from './commit-executions.ts'
import type { Connection } from './connection.ts'

const name = 'state'
const largest = 2 ** 48 - 1

/**
 * A number that whatever is committed to the index replaces by a new random one: as long as it stays, so does all that
 * look-ups find. `undefined` for an index that was not written since it was made.
 */
export const readState = (connection: Connection): number | undefined => {
  const state = connection.blob(`select cast(value as blob) from counters where name = '${name}'`, [])
  return state === undefined ? undefined : Number(state.toString())
}

/** What a session knows of the index's state. */
export interface KnownState {
  /** Takes the state as it is. */
  readonly begin: (now: number | undefined) => void
  /** Only inside a transaction that changes what look-ups find. */
  readonly change: (connection: Connection) => void
  /** Whether nobody else has changed the index since the beginning. */
  readonly isOurs: (now: number | undefined) => boolean
}

export const createKnownState = (): KnownState => {
  let known: number | undefined
  let othersChanged = false
  const isOurs = (now: number | undefined): boolean => {
    // A transaction that was undone is taken for somebody else's.
    othersChanged ||= now !== known
    return !othersChanged
  }
  return {
    begin: (now) => {
      known = now
    },
    change: (connection) => {
      isOurs(readState(connection))
      known = randomInt(largest)
      setCounter(connection, name, known)
    },
    isOurs,
  }
}
