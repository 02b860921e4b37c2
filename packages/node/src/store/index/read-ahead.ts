import type { Presence } from '../artifacts/presence.ts'

const windowSize = 512
const singlesFirst = 16
const mostEntries = 100_000
/** Windows are fetched until so many rows of them were of no use yet. */
const mostUnused = 32 * windowSize
/** A single query takes as long as so many rows of a window. */
const rowsOfOneQuery = 16

/**
 * Look-ups by number over rows in the order in which they were written. What is looked up together was mostly written
 * together, so after a few single queries whole windows are fetched, as long as that pays. What was given is kept once
 * it was asked for again: that is rare, and all rows of a large plan would be much to keep.
 */
export interface ReadAhead<Value> {
  readonly get: (key: number) => Value | undefined
  readonly forget: (key: number) => void
  readonly forgetAll: () => void
}

export interface RowSource<Value> {
  readonly one: (key: number) => { readonly id: number; readonly value: Value } | undefined
  readonly window: (from: number, to: number) => Iterable<readonly [key: number, value: Value]>
}

/** @param presence told of changes by whoever tells of them here */
export const createReadAhead = <Value>(source: RowSource<Value>, presence?: Presence): ReadAhead<Value> => {
  const ahead = new Map<number, Value>()
  /** Keys without a row, as far as they were asked for. */
  const absent = new Set<number>()
  const given = new Set<number>()
  const givenAgain = new Map<number, Value>()
  let queries = 0
  let fetched = 0
  let used = 0

  const fetchWindow = (id: number): void => {
    const from = id - (id % windowSize)
    for (const [key, value] of source.window(from, from + windowSize - 1)) {
      fetched++
      if (!given.has(key)) ahead.set(key, value)
    }
  }
  const look = (key: number): Value | undefined => {
    if (ahead.size > mostEntries) ahead.clear()
    const found = source.one(key)
    if (found === undefined) {
      if (absent.size > mostEntries) absent.clear()
      absent.add(key)
      return undefined
    }
    if (given.has(key)) {
      if (givenAgain.size > mostEntries) givenAgain.clear()
      givenAgain.set(key, found.value)
      return found.value
    }
    given.add(key)
    queries++
    if (queries > singlesFirst && fetched - used * rowsOfOneQuery < mostUnused) fetchWindow(found.id)
    return found.value
  }

  return {
    get: (key) => {
      const value = ahead.get(key)
      if (value === undefined) {
        const again = givenAgain.get(key)
        if (again !== undefined) return again
        return presence?.isAbsent(key) === true || absent.has(key) ? undefined : look(key)
      }
      used++
      ahead.delete(key)
      given.add(key)
      return value
    },
    forget: (key) => {
      ahead.delete(key)
      givenAgain.delete(key)
      absent.delete(key)
    },
    forgetAll: () => {
      ahead.clear()
      absent.clear()
      given.clear()
      givenAgain.clear()
      queries = fetched = used = 0
    },
  }
}
