import type { BytesCacher } from './cacher.ts'
import type { Ruled } from '../types/holding-rule.ts'
import type { TextRule } from '../types/text-rule.ts'
import { fromUtf8, toUtf8 } from './utf8.ts'

/** Keeps a string as UTF-8. */
export interface TextCacher extends BytesCacher<string>, Ruled<TextRule> {}

const cacher: TextCacher = Object.freeze({
  via: 'bytes',
  format: 'text',
  extension: 'txt',
  save: (value: string) => {
    if (typeof value !== 'string')
      throw new TypeError(
        `text() holds strings, and this is ${kind(value)}. Return a string, or use another cacher.`,
      )
    const half = value.search(/\p{Surrogate}/u)
    if (half >= 0) {
      throw new TypeError(
        `text() cannot hold half a character, which is at position ${half} of the string. Return whole characters, or use another cacher.`,
      )
    }
    return toUtf8(value)
  },
  load: fromUtf8,
})

const kind = (value: unknown): string => (value === null ? 'null' : typeof value)

/**
 * Keeps a string as UTF-8 text.
 *
 * @throws TypeError from `save` for what is not a string, or has half a surrogate pair, which UTF-8 has no bytes for.
 */
export const text = (): TextCacher => cacher
