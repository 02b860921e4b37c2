import { isDate } from './plain-row.ts'

/** What can stand in a cell. */
export type CsvCell = string | number | boolean | bigint | Date | null

/** @throws TypeError naming the path of what cannot be a cell */
export const writeCell = (value: unknown, path: () => string): string => {
  switch (typeof value) {
    case 'string':
      return writeText(value, path())
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'boolean':
      return String(value)
    case 'bigint':
      return `${value}n`
    case 'object':
      if (value === null) return ''
      if (!isDate(value)) return refuse(path(), 'an object')
      return Number.isNaN(value.getTime()) ? refuse(path(), 'an invalid Date') : value.toISOString()
    default:
      return refuse(path(), value === undefined ? 'undefined' : `a ${typeof value}`)
  }
}

/** @throws TypeError for half a surrogate pair, which UTF-8 has no bytes for */
export const writeText = (text: string, path: string): string => {
  if (/\p{Surrogate}/u.test(text)) refuse(path, 'a text with half a character')
  return `"${text.replaceAll('"', '""')}"`
}

const refuse = (path: string, what: string): never => {
  throw new TypeError(`${path} is ${what}, which csv() cannot hold. Return flat rows, or use another cacher.`)
}

const date = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT[\d:.]+Z$/u

/** The value of a cell that is not quoted. */
export const readCell = (text: string): Exclude<CsvCell, string> => {
  if (text === '') return null
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?\d+n$/u.test(text)) return BigInt(text.slice(0, -1))
  if (date.test(text)) return new Date(text)
  const number = Number(text)
  if (Number.isNaN(number) && text !== 'NaN')
    throw new TypeError(`csv() did not write this: the cell ${text} is neither quoted nor a number.`)
  return number
}
