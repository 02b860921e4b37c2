import type { Connection } from './connection.ts'
import type { RowBuffer } from './row-buffer.ts'
import { formatRefs, parseRefs, type TextRef } from './text-refs.ts'

/** The sets of reads that executions with one base made, in the course of one transaction. */
export interface ReadSets {
  readonly add: (base: number, targets: TextRef) => void
}

/** @param there bases that have a row */
export const createReadSets = (
  connection: Connection,
  rows: RowBuffer,
  there: ReadonlySet<number>,
): ReadSets => {
  /** Remembered, because very many executions of one transaction may share a base, and mostly all that they read. */
  const known = new Map<number, readonly TextRef[]>()
  return {
    add: (base, targets) => {
      const before = known.get(base) ?? (there.has(base) ? readSetsOf(connection, base) : undefined)
      const isKnown = before?.some(([id, hash]) => id === targets[0] && hash === targets[1]) === true
      const now = isKnown ? before : [...(before ?? []), targets]
      known.set(base, now)
      if (isKnown) return
      if (before === undefined) return rows.add('bases', [base, formatRefs(now)])
      // Its row may wait to be written.
      rows.flush()
      connection.run('update bases set sets = ? where base = ?', [formatRefs(now), base])
    },
  }
}

const readSetsOf = (connection: Connection, base: number): readonly TextRef[] => {
  const sets =
    connection.blob('select cast(sets as blob) from bases where base = ?', [base])?.toString() ?? ''
  return sets === '' ? [] : parseRefs(sets)
}
