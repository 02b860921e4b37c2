import { cellPath, isDate, type Row } from './plain-row.ts'

/** What can stand in a column, beside null. */
export type ParquetCell = string | number | boolean | bigint | Date

/** A column for the writer: its type, and its values. */
export interface ParquetColumn {
  readonly name: string
  readonly type: 'STRING' | 'DOUBLE' | 'INT32' | 'BOOLEAN' | 'INT64' | 'TIMESTAMP'
  readonly data: (ParquetCell | null)[]
  readonly nullable: boolean
  /** Set where a dictionary would take -0 and 0 for one value. */
  readonly encoding?: 'PLAIN'
}

type Kind = 'text' | 'number' | 'truth value' | 'bigint' | 'Date'

/**
 * The column of all rows under one name.
 *
 * @throws TypeError naming the path of a cell that is of another kind than those before it, or of none
 */
export const columnOf = (name: string, rows: readonly Row[]): ParquetColumn => {
  if (name.startsWith('\ufeff') || name === '__proto__')
    throw new TypeError(
      `The column ${JSON.stringify(name)} would not come back from Parquet. Give it another name.`,
    )
  let kind: Kind | undefined
  let nullable = false
  let integers = true
  let hasNegativeZero = false
  const data: (ParquetCell | null)[] = []
  for (let index = 0; index < rows.length; index++) {
    const value = rows[index]?.[name]
    if (value === null) {
      nullable = true
      data.push(null)
      continue
    }
    const found = kindOf(value, () => cellPath(index, name))
    kind ??= found
    if (found !== kind)
      throw new TypeError(
        `${cellPath(index, name)} is a ${found}, and the column holds a ${kind} before it. parquet() holds columns of one type.`,
      )
    if (integers && typeof value === 'number') integers = isInt32(value)
    hasNegativeZero ||= Object.is(value, -0)
    // `kindOf` accepts nothing else.
    data.push(value as ParquetCell)
  }
  const column = { name, type: typeOf(kind, integers), data, nullable: nullable || kind === undefined }
  return hasNegativeZero ? { ...column, encoding: 'PLAIN' } : column
}

const isInt32 = (value: number): boolean => (value | 0) === value && !Object.is(value, -0)

const kindOf = (value: unknown, path: () => string): Kind => {
  switch (typeof value) {
    case 'string':
      return /\p{Surrogate}/u.test(value) ? refuse(path(), 'a text with half a character') : 'text'
    case 'number':
      return 'number'
    case 'boolean':
      return 'truth value'
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? 'bigint' : refuse(path(), 'a bigint of more than 64 bits')
    case 'undefined':
      return refuse(path(), 'undefined')
    default:
      if (typeof value !== 'object') return refuse(path(), `a ${typeof value}`)
      if (value === null || !isDate(value)) return refuse(path(), 'an object')
      return Number.isNaN(value.getTime()) ? refuse(path(), 'an invalid Date') : 'Date'
  }
}

const refuse = (path: string, what: string): never => {
  throw new TypeError(
    `${path} is ${what}, which parquet() cannot hold. Return flat rows, or use another cacher.`,
  )
}

const typeOf = (kind: Kind | undefined, integers: boolean): ParquetColumn['type'] => {
  switch (kind) {
    case 'number':
      return integers ? 'INT32' : 'DOUBLE'
    case 'truth value':
      return 'BOOLEAN'
    case 'bigint':
      return 'INT64'
    case 'Date':
      return 'TIMESTAMP'
    case 'text':
    case undefined:
      return 'STRING'
  }
}
