import type { Data, DataType, Dictionary, Field, RecordBatch, Table, Vector } from 'apache-arrow'

type Arrow = typeof import('apache-arrow')

/** A column, or a part of one: its type, and its data in every batch. */
interface Part {
  readonly type: DataType
  readonly chunks: readonly Data[]
}

/**
 * The same table, each of whose dictionaries has an id of its own, and is the same in all batches. The library numbers
 * dictionaries in the order in which the process made them, and a table that was put together has several under one number.
 *
 * @param nextId gives ids in the order of the columns; `null` takes the process's next one
 */
export const renumbered = (table: Table, arrow: Arrow, nextId: () => number | null): Table => {
  const { schema, batches } = table
  const columns = schema.fields.map((field, index) =>
    renumber(
      { type: field.type, chunks: batches.flatMap(({ data }) => data.children[index] ?? []) },
      arrow,
      nextId,
    ),
  )
  if (columns.every(({ type }, index) => type === schema.fields[index]?.type)) return table
  const fields = schema.fields.map((field, index) => withType(field, columns[index]))
  const whole = new arrow.Schema(fields, schema.metadata)
  const type = new arrow.Struct(fields)
  const renewed = batches.map((batch, at) => {
    const children = columns.flatMap(({ chunks }) => chunks[at] ?? [])
    const data = arrow.makeData({ type, length: batch.numRows, nullCount: 0, children })
    return withMetadata(new arrow.RecordBatch(whole, data), batch)
  })
  return new arrow.Table(whole, renewed)
}

/** Batches carry metadata in newer versions of the library, which gives no way to make one with them in all. */
const withMetadata = (batch: RecordBatch, from: RecordBatch): RecordBatch => {
  const { metadata } = from as { readonly metadata?: ReadonlyMap<string, string> }
  const own = (batch as { readonly metadata?: Map<string, string> }).metadata
  for (const [key, value] of metadata ?? []) own?.set(key, value)
  return batch
}

const withType = (field: Field, part: Part | undefined): Field =>
  part === undefined || part.type === field.type ? field : field.clone({ type: part.type })

const renumber = (part: Part, arrow: Arrow, nextId: () => number | null): Part =>
  arrow.DataType.isDictionary(part.type)
    ? renumberDictionary(part.type, part.chunks, arrow, nextId)
    : renumberChildren(part, arrow, nextId)

const renumberChildren = (part: Part, arrow: Arrow, nextId: () => number | null): Part => {
  const { type, chunks } = part
  const fields: readonly Field[] = type.children ?? []
  const inner = fields.map((field, index) =>
    renumber(
      { type: field.type, chunks: chunks.flatMap(({ children }) => children[index] ?? []) },
      arrow,
      nextId,
    ),
  )
  if (inner.every((child, index) => child.type === fields[index]?.type)) return part
  const children = fields.map((field, index) => withType(field, inner[index]))
  // The library has no way to make a type like another one with other children that serves all nested types.
  const renewed = Object.assign(Object.create(Object.getPrototypeOf(type)), type, { children }) as DataType
  return {
    type: renewed,
    chunks: chunks.map((data, at) =>
      data.clone(
        renewed,
        data.offset,
        data.length,
        data.nullCount,
        data.buffers,
        inner.flatMap((child) => child.chunks[at] ?? []),
      ),
    ),
  }
}

const renumberDictionary = (
  type: Dictionary,
  chunks: readonly Data[],
  arrow: Arrow,
  nextId: () => number | null,
): Part => {
  const dictionaries = [...new Set(chunks.flatMap(({ dictionary }) => dictionary ?? []))]
  const together = joined(dictionaries)
  const values = renumber({ type: type.dictionary, chunks: together?.data ?? [] }, arrow, nextId)
  const dictionary = together && new arrow.Vector([...values.chunks])
  const isJoined = dictionaries.length > 1
  const starts = startsOf(dictionaries)
  const { bitWidth } = type.indices
  const isNarrow = isJoined && bitWidth < 32 && (together?.length ?? 0) > 2 ** (bitWidth - 1)
  const indices = isNarrow ? new arrow.Int32() : type.indices
  const renewed = new arrow.Dictionary(values.type, indices, nextId(), type.isOrdered && !isJoined)
  return {
    type: renewed,
    chunks: chunks.map((data) => {
      const start = starts.get(data.dictionary) ?? 0
      const { offset, length, nullCount, nullBitmap } = data
      const shifted = isJoined ? shift(data.values, length, start, indices.ArrayType) : data.values
      const buffers = { 1: shifted, 2: nullBitmap }
      return new arrow.Data(renewed, offset, length, nullCount, buffers, [], dictionary)
    }),
  }
}

const shift = (
  places: ArrayLike<number>,
  length: number,
  start: number,
  Places: Dictionary['indices']['ArrayType'],
): ArrayLike<number> => {
  const moved = Array.from({ length }, (_, index) => (places[index] ?? 0) + start)
  // All arrays of indices are made alike.
  return (Places as typeof Int32Array).from(moved)
}

const joined = ([first, ...others]: readonly Vector[]): Vector | undefined => first?.concat(...others)

/** Where the values of each dictionary begin when they are put one after another. */
const startsOf = (dictionaries: readonly Vector[]): ReadonlyMap<Vector | undefined, number> => {
  const starts = new Map<Vector | undefined, number>()
  let start = 0
  for (const dictionary of dictionaries) {
    starts.set(dictionary, start)
    start += dictionary.length
  }
  return starts
}
