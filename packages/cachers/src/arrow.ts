import type { BytesCacher, Ruled } from '@stagewright/core'
import type { Table } from 'apache-arrow'
import { renumbered } from './arrow-dictionaries.ts'
import { loadLibrary } from './load-library.ts'
import type { OnlyRule } from './types/only-rule.ts'

export type ArrowRule = OnlyRule<'arrow()', Table, 'it is not a Table of apache-arrow'>

/** Keeps a Table of apache-arrow in Arrow's own file format. */
export interface ArrowCacher extends BytesCacher<unknown>, Ruled<ArrowRule> {}

const library = () => loadLibrary('arrow()', ['apache-arrow'], () => import('apache-arrow'))

const cacher: ArrowCacher = Object.freeze({
  via: 'bytes',
  format: 'arrow',
  extension: 'arrow',
  save: async (value: unknown) => {
    const arrow = await library()
    if (!(value instanceof arrow.Table))
      throw new TypeError(
        "arrow() holds a Table of apache-arrow as import loads it, and this is none. In CommonJS, take it from import('apache-arrow').",
      )
    let id = 0
    return arrow.tableToIPC(
      renumbered(value, arrow, () => id++),
      'file',
    )
  },
  load: async (bytes: Uint8Array): Promise<unknown> => {
    const arrow = await library()
    // Ids of this process, so that tables can be put together.
    return renumbered(arrow.tableFromIPC(bytes), arrow, () => null)
  },
  // A Table has offsets and other notes of its own that differ between equal ones. Only a Table is saved.
  holds: (value: unknown) => contentOf(value as Table),
})

const contentOf = (table: Table): unknown => ({
  schema: String(table.schema),
  metadata: table.schema.metadata,
  columns: table.schema.fields.map((_, index) => plain(table.getChildAt(index))),
})

/** A cell or column as plain data: rows in rows, lists and maps are gone through. */
const plain = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  return Symbol.iterator in value ? Array.from(value as Iterable<unknown>, plain) : value
}

/**
 * Keeps a Table of apache-arrow as an Arrow IPC file: no conversion of values, and loading copies nothing. Equal tables are
 * saved as equal bytes, whichever process made them. Needs the package apache-arrow.
 *
 * @throws TypeError from `save` for what is not a Table of the installed apache-arrow
 */
export const arrow = (): ArrowCacher => cacher
