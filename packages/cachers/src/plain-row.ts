import { isPlainObject, kindOf, oddityOf } from '@stagewright/core'

/** One row of a table, as it came in. */
export type Row = Readonly<Record<string, unknown>>

/**
 * The rows of a value, proven to be plain objects that all have the same columns.
 *
 * @param cacher as people write it, such as `csv()`
 * @throws TypeError naming the first row that is none, or lacks a column
 */
export const proveRows = (value: unknown, cacher: string): readonly Row[] => {
  const isArray = Array.isArray(value)
  const odd = isArray && (Object.keys(value).length === value.length ? oddityOf(value) : 'an odd array')
  if (!isArray || odd !== undefined)
    throw new TypeError(
      `${cacher} holds an array of rows, and this is ${odd === false ? 'none' : odd}. Return one, or use another cacher.`,
    )
  const rows: readonly unknown[] = value
  const columns = columnsOf(rows)
  for (let index = 0; index < rows.length; index++) proveRow(rows[index], index, columns, cacher)
  // Each was proven to be a plain object.
  return rows as readonly Row[]
}

/** The columns of the first row, in its order. */
export const columnsOf = (rows: readonly unknown[]): readonly string[] => {
  const [first] = rows
  return typeof first === 'object' && first !== null ? Object.keys(first) : []
}

const proveRow = (row: unknown, index: number, columns: readonly string[], cacher: string): void => {
  const refuse = (problem: string): never => {
    throw new TypeError(`[${index}] ${problem}. ${cacher} holds flat rows that all have the same columns.`)
  }
  if (typeof row !== 'object' || row === null) return refuse('is not an object')
  const odd = oddityOf(row)
  if (odd !== undefined) return refuse(`is ${odd}`)
  if (Array.isArray(row) || !isPlainObject(row)) return refuse('is not a plain object')
  const names = Object.keys(row)
  if (names.length === 0) return refuse('has no columns')
  const missing = columns.find((column) => !Object.hasOwn(row, column))
  if (missing !== undefined) return refuse(`has no column '${missing}'`)
  if (names.length === columns.length) return
  const extra = names.find((name) => !columns.includes(name))
  return refuse(`has a column '${extra ?? ''}', which the first row does not have`)
}

/**
 * Whether rows that were proven come back in another form: with their columns in another order, with a prototype that they
 * lack, with one row or Date as two.
 */
export const rowsComeBackOther = (value: unknown): boolean => {
  // They were saved, and so they were proven.
  const rows = value as readonly Row[]
  const columns = columnsOf(rows)
  const met = new Set<unknown>()
  let objects = 0
  for (const row of rows) {
    if (Object.getPrototypeOf(row) === null) return true
    met.add(row)
    objects++
    let index = 0
    for (const name in row) {
      if (name !== columns[index++]) return true
      const cell = row[name]
      if (typeof cell !== 'object' || cell === null) continue
      met.add(cell)
      objects++
    }
  }
  return met.size < objects
}

/** Whether a cell is a Date, of this realm or another, and nothing more than that. */
export const isDate = (cell: object): cell is Date => kindOf(cell) === 'Date' && oddityOf(cell) === undefined

/** `[3].name`, as errors name a cell. */
export const cellPath = (row: number, column: string): string =>
  /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(column) ? `[${row}].${column}` : `[${row}][${JSON.stringify(column)}]`
