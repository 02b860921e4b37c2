import type { BytesCacher, HoldingRule, Ruled } from '@stagewright/core'
import { loadLibrary } from './load-library.ts'
import type { RichRefusal } from './types/rich-refusal.ts'

/** What `rich()` can hold: data, with more kinds of it than JSON has. */
export interface RichRule extends HoldingRule {
  readonly cacher: 'rich()'
  readonly refusal: RichRefusal<this['value']>
}

/** Keeps data of more kinds than JSON has, as text. */
export interface RichCacher extends BytesCacher<unknown>, Ruled<RichRule> {}

const library = () => loadLibrary('rich()', ['devalue'], () => import('devalue'))

const cacher: RichCacher = Object.freeze({
  via: 'bytes',
  format: 'devalue',
  extension: 'json',
  save: async (value: unknown) => {
    const { stringify } = await library()
    return Buffer.from(refusing(() => stringify(value)))
  },
  load: async (bytes: Uint8Array): Promise<unknown> => {
    const { parse } = await library()
    return parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
  },
})

const refusing = (stringify: () => string): string => {
  try {
    return stringify()
  } catch (error) {
    const { path, message } = error as { readonly path?: unknown; readonly message?: unknown }
    if (typeof path !== 'string') throw error
    const place = path === '' ? 'The value' : path
    throw new TypeError(
      `${place} cannot be held by rich(): ${String(message)}. Return data, or use another cacher.`,
      {
        cause: error,
      },
    )
  }
}

/**
 * Keeps what JSON cannot: Dates, Maps, Sets, bigints, RegExps, URLs, typed arrays, `undefined`, NaN, -0, and values that
 * refer to themselves or twice to the same. As text in devalue's form, which every runtime reads.
 *
 * @throws TypeError from `save`, naming the path of a function, a symbol, or an instance of a class
 */
export const rich = (): RichCacher => cacher
