const windowSize = 512
const singlesFirst = 16
const mostEntries = 100_000

/**
 * Look-ups by number over rows in the order in which they were written. What is looked up together was mostly written
 * together, so after a few single queries whole windows are fetched, as long as that pays.
 */
export interface ReadAhead<Value> {
  readonly get: (key: number) => Value | undefined
  /** There are no rows but those that are told of by `forget` from now on. */
  readonly beginEmpty: () => void
  readonly forget: (key: number) => void
  readonly forgetAll: () => void
}

export interface RowSource<Value> {
  readonly one: (key: number) => { readonly id: number; readonly value: Value } | undefined
  readonly window: (from: number, to: number) => Iterable<readonly [key: number, value: Value]>
}

export const createReadAhead = <Value>(source: RowSource<Value>): ReadAhead<Value> => {
  const known = new Map<number, Value | undefined>()
  /** All keys there are, where that is known. */
  let all: Set<number> | undefined
  let queries = 0
  let fetched = 0
  let used = 0

  const fetchWindow = (id: number): void => {
    const from = id - (id % windowSize)
    for (const [key, value] of source.window(from, from + windowSize - 1)) {
      fetched++
      known.set(key, value)
    }
  }

  return {
    get: (key) => {
      const value = known.get(key)
      if (value !== undefined) {
        used++
        return value
      }
      if (known.has(key) || all?.has(key) === false) return undefined
      if (known.size > mostEntries) known.clear()
      const found = source.one(key)
      queries++
      if (found !== undefined && queries > singlesFirst && (fetched < 4 * windowSize || used * 4 > fetched)) {
        fetchWindow(found.id)
      }
      known.set(key, found?.value)
      return found?.value
    },
    beginEmpty: () => {
      all = new Set()
    },
    forget: (key) => {
      known.delete(key)
      all?.add(key)
    },
    forgetAll: () => {
      known.clear()
      all = undefined
      queries = fetched = used = 0
    },
  }
}
