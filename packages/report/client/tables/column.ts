import type { ComponentChildren } from 'preact'

/** What a cell holds, for sorting, filtering and saving. */
export type CellValue = string | number | boolean | null | undefined

/** A column of a table. */
export interface Column<Row> {
  readonly name: string
  readonly value: (row: Row) => CellValue
  /** What is drawn. Default: the value. */
  readonly view?: (row: Row) => ComponentChildren
  /** Numbers stand on the right. */
  readonly isNumber?: boolean
  /** The header of the row. */
  readonly isHeader?: boolean
  /** Beside the name, in the header. */
  readonly tools?: ComponentChildren
  /** Letters. Default: as wide as its values. */
  readonly width?: number
}

/** What a cell shows where its column draws nothing else. */
export const textOf = (value: CellValue, show: (value: number) => string): string =>
  value === null || value === undefined ? '' : typeof value === 'number' ? show(value) : String(value)
