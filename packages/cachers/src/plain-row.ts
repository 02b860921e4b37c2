/** One row of a table, as it came in. */
export type Row = Readonly<Record<string, unknown>>

/**
 * The rows of a value, proven to be plain objects that all have the same columns.
 *
 * @param cacher as people write it, such as `csv()`
 * @throws TypeError naming the first row that is none, or lacks a column
 */
export const proveRows = (value: unknown, cacher: string): readonly Row[] => {
  if (!Array.isArray(value))
    throw new TypeError(
      `${cacher} holds an array of rows, and this is none. Return one, or use another cacher.`,
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
  const prototype: unknown = Object.getPrototypeOf(row)
  if (typeof prototype === 'object' && prototype !== null && !isPlain(prototype))
    return refuse('is not a plain object')
  const names = Object.getOwnPropertyNames(row)
  if (names.length === 0) return refuse('has no columns')
  const missing = columns.find((column) => !Object.hasOwn(row, column))
  if (missing !== undefined) return refuse(`has no column '${missing}'`)
  if (names.length !== columns.length) {
    const extra = names.find((name) => !columns.includes(name))
    return refuse(`has a column '${extra ?? ''}', which the first row does not have`)
  }
  if (Object.getOwnPropertySymbols(row).length > 0) return refuse('has a symbol for a key')
}

/** Whether it is the prototype of plain objects, of this realm or another. */
const isPlain = (prototype: object): boolean =>
  prototype === Object.prototype ||
  (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty'))

/** `[3].name`, as errors name a cell. */
export const cellPath = (row: number, column: string): string =>
  /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(column) ? `[${row}].${column}` : `[${row}][${JSON.stringify(column)}]`
