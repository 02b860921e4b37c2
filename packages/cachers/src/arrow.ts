import type { BytesCacher, Ruled } from '@stagewright/core'
import type { Table } from 'apache-arrow'
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
    const { Table, tableToIPC } = await library()
    if (!(value instanceof Table))
      throw new TypeError(
        "arrow() holds a Table of apache-arrow as import loads it, and this is none. In CommonJS, take it from import('apache-arrow').",
      )
    return tableToIPC(value, 'file')
  },
  load: async (bytes: Uint8Array): Promise<unknown> => {
    const { tableFromIPC } = await library()
    return tableFromIPC(bytes)
  },
})

/**
 * Keeps a Table of apache-arrow as an Arrow IPC file: no conversion of values, and loading copies nothing. Needs the package
 * apache-arrow.
 *
 * @throws TypeError from `save` for what is not a Table of the installed apache-arrow
 */
export const arrow = (): ArrowCacher => cacher
