import { onOneLine } from './clip.ts'
import { clipWords } from './clip-words.ts'
import { widthOf } from './width.ts'

/** Between two columns. */
const gap = '  '

/** Before what goes on below the beginning of its row. */
const indent = '    '

/** A last column of texts may be cut to this many columns of the terminal, and goes below its row where there are fewer. */
const narrowest = 24

export interface TableSetting {
  /** Columns of the terminal. No limit where there is none. */
  readonly columns?: number | undefined
  /** Columns that are numbers, and stand at the right, counted from 0. */
  readonly numeric?: readonly number[]
}

/**
 * Lines of a table, its columns as wide as they need to be. Where the terminal is narrower, a row goes on in further
 * lines, column by column, and only what is wider than a line is cut.
 */
export const tableLines = (
  rows: readonly (readonly string[])[],
  { columns = Number.POSITIVE_INFINITY, numeric = [] }: TableSetting = {},
): readonly string[] => {
  const clean = rows.map((row) => row.map(onOneLine))
  const widths: number[] = []
  for (const row of clean)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))
  const groups = groupColumns(widths, columns)
  return clean.flatMap((row) =>
    groups
      .map((group, line) => {
        const cells = group.map((at) => pad(row[at] ?? '', widths[at] ?? 0, numeric.includes(at)))
        const text = cells.join(gap).trimEnd()
        return line === 0 ? clipWords(text, columns) : clipWords(indent + text, columns)
      })
      .filter((text, line) => line === 0 || text.trim() !== ''),
  )
}

const pad = (cell: string, width: number, isNumber: boolean): string => {
  const padding = ' '.repeat(Math.max(0, width - widthOf(cell)))
  return isNumber ? padding + cell : cell + padding
}

/** Which columns stand in one line. */
const groupColumns = (widths: readonly number[], columns: number): readonly (readonly number[])[] => {
  const groups: number[][] = [[]]
  let used = 0
  for (const [at, width] of widths.entries()) {
    const least = at === widths.length - 1 ? Math.min(width, narrowest) : width
    const start = groups.length === 1 ? 0 : indent.length
    const group = groups.at(-1)
    const needed = used + (group === undefined || group.length === 0 ? 0 : gap.length) + least
    if (group !== undefined && (group.length === 0 || start + needed <= columns)) {
      group.push(at)
      used = needed
    } else {
      groups.push([at])
      used = least
    }
  }
  return groups
}
