import { proveJson } from '../cachers/prove-json.ts'
import { describeThrown } from '../errors/base.ts'
import { isPlainObject, kindOf } from '../values/encode.ts'
import type { JsonValue } from '../types/json-value.ts'
import type { AnyRow, Cell, Report } from '../types/reportable.ts'
import { imageTypeOf, imageTypes } from './image-type.ts'
import { proveMarks, provePlotOptions } from './prove-plot.ts'
import { describe, refuse, reportPlainData } from './refuse.ts'

/** Bytes, or characters of JSON. */
export const largestReport: number = 32 << 20

/**
 * Proves that a report can be kept and shown, and gives it with what is known of its kind alone.
 *
 * @param readFile reads an image or a file that is named by its path
 * @throws TypeError naming the path of the first part that cannot be kept
 */
export const proveReport = (given: unknown, readFile?: (path: string) => Uint8Array): Report => {
  if (typeof given !== 'object' || given === null) return refuse([], `is ${describe(given)}, and no report`)
  const part = (name: string): unknown => Reflect.get(given, name)
  const optional = <Name extends string>(name: Name): { readonly [Key in Name]?: string } => {
    const value = part(name)
    if (value === undefined) return {}
    if (typeof value !== 'string') return refuse([name], `is ${describe(value)}, and not a text`)
    // The key is the name that was asked for.
    return { [name]: value } as { readonly [Key in Name]?: string }
  }
  const labels = { ...optional('name'), ...optional('group') }
  const kind = part('kind')
  switch (kind) {
    case 'table': {
      const columns = part('columns')
      const shown = columns === undefined ? {} : { columns: proveNames(columns) }
      return { kind, ...labels, data: proveRows(part('data')), ...shown }
    }
    case 'number':
      return { kind, ...labels, data: proveNumber(part('data')), ...optional('unit') }
    case 'text':
    case 'markdown':
      return { kind, ...labels, data: proveText(part('data')) }
    case 'json':
      return { kind, ...labels, data: proveData(part('data')) }
    case 'plot':
      return {
        kind,
        ...labels,
        data: proveRows(part('data')),
        marks: proveMarks(part('marks')),
        ...provePlotOptions(part),
      }
    case 'image': {
      const data = proveBytes(part('data'), part('path'), readFile)
      const type = part('type') ?? imageTypeOf(data)
      const known = imageTypes.find((each) => each === type)
      if (known === undefined)
        return refuse(['type'], `is no type of image that browsers show (${imageTypes.join(', ')})`)
      return { kind, ...labels, data, type: known, ...optional('alt') }
    }
    case 'file': {
      const path = part('path')
      const fileName =
        part('fileName') ?? (typeof path === 'string' ? path.split(/[/\\]/u).at(-1) : undefined)
      if (typeof fileName !== 'string') return refuse(['fileName'], 'is missing: a name to save it under')
      return { kind, ...labels, data: proveBytes(part('data'), path, readFile), fileName }
    }
    default:
      return refuse(
        ['kind'],
        `is ${describe(kind)}. It is one of table, number, text, markdown, json, plot, image, file`,
      )
  }
}

const proveText = (value: unknown): string =>
  typeof value === 'string' ? value : refuse(['data'], `is ${describe(value)}, and not a text`)

const proveNumber = (value: unknown): number =>
  typeof value === 'number' ? value : refuse(['data'], `is ${describe(value)}, and not a number`)

const proveNames = (value: unknown): readonly string[] => {
  if (!Array.isArray(value)) return refuse(['columns'], `is ${describe(value)}, and not a list of names`)
  return value.map((name: unknown, at) =>
    typeof name === 'string' ? name : refuse(['columns', at], `is ${describe(name)}, and not a name`),
  )
}

const proveData = (value: unknown): JsonValue => {
  proveJson({ data: value }, reportPlainData)
  if (value === undefined) return refuse(['data'], 'is missing')
  // proveJson lets pass what JSON can hold, and that is what JsonValue says.
  return value as JsonValue
}

const proveRows = (value: unknown): readonly AnyRow[] => {
  if (!Array.isArray(value)) return refuse(['data'], `is ${describe(value)}, and not a list of rows`)
  return value.map((row: unknown, at) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row) || !isRow(row))
      return refuse(['data', at], `is ${describe(row)}, and not a row: an object of cells`)
    for (const [column, cell] of Object.entries(row))
      if (!isCell(cell))
        return refuse(
          ['data', at, column],
          `is ${describe(cell)}. A cell holds a text, a number, true, false or null`,
        )
    return row
  })
}

/** Rows may be instances of a class; what is no cell is refused one by one. */
const isRow = (row: object): row is AnyRow => isPlainObject(row) || kindOf(row) === 'Object'

const isCell = (value: unknown): value is Cell =>
  value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)

const proveBytes = (
  data: unknown,
  path: unknown,
  readFile: ((path: string) => Uint8Array) | undefined,
): Uint8Array => {
  const bytes = data === undefined && typeof path === 'string' ? readAt(path, readFile) : data
  if (!isBytes(bytes)) return refuse(['data'], `is ${describe(bytes)}, and not a Uint8Array`)
  if (bytes.length > largestReport)
    return refuse(
      ['data'],
      `has ${bytes.length} bytes, and a report at most ${largestReport}. Return it as an output, which may be of any size`,
    )
  return bytes
}

const isBytes = (value: unknown): value is Uint8Array =>
  typeof value === 'object' && value !== null && kindOf(value) === 'Uint8Array'

const readAt = (path: string, readFile: ((path: string) => Uint8Array) | undefined): Uint8Array => {
  if (readFile === undefined)
    return refuse(['path'], 'names a file, and there are none here. Give the bytes as data')
  try {
    return readFile(path)
  } catch (error) {
    return refuse(['path'], `cannot be read: ${describeThrown(error)}`)
  }
}
