import { clip, onOneLine } from './clip.ts'
import { widthOf } from './width.ts'

/** Between two columns. */
const gap = '  '

export interface TableSetting {
  /** Columns of the terminal; what is wider is cut. No limit where there is none. */
  readonly columns?: number | undefined
  /** Columns that are numbers, and stand at the right, counted from 0. */
  readonly numeric?: readonly number[]
}

/** Lines of a table, its columns as wide as they need to be. */
export const tableLines = (
  rows: readonly (readonly string[])[],
  { columns = Number.POSITIVE_INFINITY, numeric = [] }: TableSetting = {},
): readonly string[] => {
  const widths: number[] = []
  const clean = rows.map((row) => row.map(onOneLine))
  for (const row of clean)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))
  return clean.map((row) => {
    const cells = row.map((cell, at) => {
      const padding = ' '.repeat((widths[at] ?? 0) - widthOf(cell))
      return numeric.includes(at) ? padding + cell : cell + padding
    })
    return clip(cells.join(gap).trimEnd(), columns)
  })
}
