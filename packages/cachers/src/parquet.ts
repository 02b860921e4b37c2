import type { BytesCacher, HoldingRule, Ruled } from '@stagewright/core'
import { loadLibrary } from './load-library.ts'
import { columnOf } from './parquet-column.ts'
import { columnsOf, proveRows, rowsComeBackOther } from './plain-row.ts'
import type { ParquetRefusal } from './types/parquet-refusal.ts'

/** What `parquet()` can hold: flat rows whose columns hold texts, numbers, truth values, 64-bit integers or Dates, or null. */
export interface ParquetRule extends HoldingRule {
  readonly cacher: 'parquet()'
  readonly refusal: ParquetRefusal<this['value']>
}

/** Keeps rows as Parquet. */
export interface ParquetCacher extends BytesCacher<unknown>, Ruled<ParquetRule> {}

const packages = ['hyparquet', 'hyparquet-writer']

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Texts come back whole: the library's own way leaves a byte order mark out. */
const parsers = { stringFromBytes: (bytes: Uint8Array) => bytes && decoder.decode(bytes) }

const cacher: ParquetCacher = Object.freeze({
  via: 'bytes',
  format: 'parquet',
  extension: 'parquet',
  save: async (value: unknown) => {
    const rows = proveRows(value, 'parquet()')
    const { parquetWriteBuffer } = await loadLibrary('parquet()', packages, () => import('hyparquet-writer'))
    const columnData = columnsOf(rows).map((name) => columnOf(name, rows))
    return new Uint8Array(parquetWriteBuffer({ columnData }))
  },
  reloads: rowsComeBackOther,
  load: async (bytes: Uint8Array): Promise<unknown> => {
    const { parquetReadObjects } = await loadLibrary('parquet()', packages, () => import('hyparquet'))
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    return parquetReadObjects({ file: file as ArrayBuffer, parsers: { ...parsers } })
  },
})

/**
 * Keeps rows as Parquet, compressed with Snappy. Whole numbers that fit become INT32, other numbers DOUBLE, bigints INT64,
 * Dates TIMESTAMP (milliseconds). All rows have the same columns. Needs the packages hyparquet and hyparquet-writer.
 *
 * @throws TypeError from `save`, naming the path of a cell that it cannot hold
 */
export const parquet = (): ParquetCacher => cacher
