import type { CellValue } from './column.ts'

export interface Order {
  readonly column: number
  readonly direction: 'ascending' | 'descending'
}

/** Rows in the order of a column's values; what is missing comes last, either way, and equal rows stay as they are. */
export const sortRows = <Row>(
  rows: readonly Row[],
  value: (row: Row) => CellValue,
  direction: Order['direction'],
): readonly Row[] => {
  const sign = direction === 'ascending' ? 1 : -1
  const keyed = rows.map((row) => ({ row, key: keyOf(value(row)) }))
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined) return a.key === b.key ? 0 : a.key === undefined ? 1 : -1
    return sign * compare(a.key, b.key)
  })
  return keyed.map(({ row }) => row)
}

const keyOf = (value: CellValue): string | number | undefined =>
  value === null || value === undefined || value === '' || Number.isNaN(value)
    ? undefined
    : typeof value === 'boolean'
      ? Number(value)
      : value

const inWords = new Intl.Collator('en', { numeric: true })

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : inWords.compare(String(a), String(b))
