import { pageSize, type RawPages } from './raw-pages.ts'

const leafOfTable = 13
/** So many bytes of a row stand in its page at most; a longer one goes on in other pages. */
const mostLocal = pageSize - 35
const leastLocal = Math.floor(((pageSize - 12) * 32) / 255) - 23
const mostColumns = 8
const longestRow = 64 << 20

export type RawValue = number | Buffer | null

/** A row of some table: which one, its columns tell. */
export interface RawRow {
  readonly id: number
  /** Of each column. */
  readonly kinds: readonly ('null' | 'number' | 'text' | 'blob')[]
  /** `undefined` where pages that it goes on in are not there. */
  readonly read: () => readonly RawValue[] | undefined
}

/** All rows that stand in the pages of an index, whatever leads to them: removed ones and earlier forms as well. */
export function* rawRows(pages: RawPages): Generator<RawRow> {
  for (const { page, number } of pages.images()) {
    const start = number === 1 ? 100 : 0
    if (page[start] !== leafOfTable) continue
    const count = Math.min(page.readUInt16BE(start + 3), pageSize / 4)
    for (let cell = 0; cell < count; cell++) {
      const pointer = start + 8 + 2 * cell
      if (pointer + 2 > pageSize) break
      const row = rowAt(pages, page, page.readUInt16BE(pointer))
      if (row !== undefined) yield row
    }
  }
}

const rowAt = (pages: RawPages, page: Buffer, at: number): RawRow | undefined => {
  const size = varint(page, at)
  const id = size && varint(page, size.end)
  if (size === undefined || id === undefined || size.value > longestRow) return undefined
  const local = localSize(size.value)
  if (id.end + local > pageSize) return undefined
  const beginning = page.subarray(id.end, id.end + local)
  const types = typesOf(beginning)
  if (types === undefined) return undefined
  return {
    id: id.value,
    kinds: types.codes.map(kindOf),
    read: () => {
      const isWhole = local === size.value
      const next = isWhole || id.end + local + 4 > pageSize ? 0 : page.readUInt32BE(id.end + local)
      const whole = isWhole ? beginning : continued(pages, beginning, next, size.value)
      return whole && valuesOf(whole, types)
    },
  }
}

const localSize = (size: number): number => {
  if (size <= mostLocal) return size
  const local = leastLocal + ((size - leastLocal) % (pageSize - 4))
  return local <= mostLocal ? local : leastLocal
}

const continued = (pages: RawPages, beginning: Buffer, first: number, size: number): Buffer | undefined => {
  const parts = [beginning]
  let length = beginning.length
  for (let next = first; length < size;) {
    const page = pages.newest(next)
    if (page === undefined) return undefined
    parts.push(page.subarray(4))
    length += pageSize - 4
    next = page.readUInt32BE(0)
  }
  return Buffer.concat(parts, size)
}

interface Types {
  readonly codes: readonly number[]
  readonly end: number
}

const typesOf = (row: Buffer): Types | undefined => {
  const header = varint(row, 0)
  if (header === undefined || header.value > row.length) return undefined
  const codes: number[] = []
  for (let at = header.end; at < header.value;) {
    const code = varint(row, at)
    if (code === undefined || codes.length === mostColumns) return undefined
    codes.push(code.value)
    at = code.end
  }
  return { codes, end: header.value }
}

const kindOf = (code: number): RawRow['kinds'][number] => {
  if (code >= 12) return code % 2 === 0 ? 'blob' : 'text'
  return code === 0 ? 'null' : 'number'
}

const lengths = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0]

const valuesOf = (row: Buffer, { codes, end }: Types): readonly RawValue[] | undefined => {
  const values: RawValue[] = []
  let at = end
  for (const code of codes) {
    const length = lengths[code] ?? Math.floor((code - 12) / 2)
    if (at + length > row.length) return undefined
    values.push(valueOf(code, row.subarray(at, at + length)))
    at += length
  }
  return values
}

const valueOf = (code: number, bytes: Buffer): RawValue => {
  if (code >= 12) return bytes
  if (code === 0) return null
  if (code === 6) return Number(bytes.readBigInt64BE())
  if (code === 7) return bytes.readDoubleBE()
  return code >= 8 ? code - 8 : bytes.readIntBE(0, bytes.length)
}

/** SQLite's numbers of one to nine bytes; `undefined` beyond what a double holds, and beyond the end. */
const varint = (bytes: Buffer, at: number): { readonly value: number; readonly end: number } | undefined => {
  let value = 0
  for (let byte = 0; byte < 8; byte++) {
    const next = bytes[at + byte]
    if (next === undefined) return undefined
    value = value * 128 + (next & 127)
    if (next < 128) return Number.isSafeInteger(value) ? { value, end: at + byte + 1 } : undefined
  }
  return undefined
}
