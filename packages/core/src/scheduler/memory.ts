import type { Digest } from '../ports/trace.ts'

/**
 * Values in memory, by their artifact's digest. A value lives while somebody retains its digest: steps with the same
 * artifact share one.
 */
export interface Memory {
  readonly retain: (digest: Digest) => void
  readonly release: (digest: Digest) => void
  /** Keeps a value that somebody retains; others are not kept. */
  readonly put: (digest: Digest, value: unknown) => void
  readonly get: (digest: Digest) => { readonly value: unknown } | undefined
}

/** One object for all: there may be very many. */
interface Entry {
  holders: number
  isHeld: boolean
  value: unknown
}

export const makeMemory = (): Memory => {
  const entries = new Map<Digest, Entry>()
  return {
    retain: (digest) => {
      const entry = entries.get(digest)
      if (entry === undefined) entries.set(digest, { holders: 1, isHeld: false, value: undefined })
      else entry.holders++
    },
    release: (digest) => {
      const entry = entries.get(digest)
      if (entry === undefined) return
      entry.holders--
      if (entry.holders > 0) return
      // A map that shrinks leaves what it held reachable from garbage.
      entry.isHeld = false
      entry.value = undefined
      entries.delete(digest)
    },
    put: (digest, value) => {
      const entry = entries.get(digest)
      if (entry === undefined) return
      entry.isHeld = true
      entry.value = value
    },
    get: (digest) => {
      const entry = entries.get(digest)
      return entry?.isHeld === true ? entry : undefined
    },
  }
}
