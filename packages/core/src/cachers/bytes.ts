import type { BytesCacher } from './cacher.ts'
import type { BytesRule } from '../types/bytes-rule.ts'
import { kindOf } from '../values/encode.ts'
import { oddityOf, ownsItsMemory } from '../values/oddity.ts'
import type { Ruled } from '../types/holding-rule.ts'

/** Keeps a `Uint8Array`. */
export interface RawBytesCacher extends BytesCacher<Uint8Array>, Ruled<BytesRule> {}

const cacher: RawBytesCacher = Object.freeze({
  via: 'bytes',
  format: 'bytes',
  extension: 'bin',
  save: (value: Uint8Array) => {
    if (kindOf(value) !== 'Uint8Array')
      throw new TypeError('bytes() holds a Uint8Array, and this is none. Return one, or use another cacher.')
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  },
  // A Buffer comes back as a plain Uint8Array, and a part of a buffer over memory of its own.
  reloads: (value: Uint8Array) => !ownsItsMemory(value) || oddityOf(value) !== undefined,
  // A copy, so that nobody changes bytes that a store or another stage also has.
  load: (bytes: Uint8Array) => new Uint8Array(bytes),
})

/**
 * Keeps bytes as they are. A Node `Buffer` comes back as a plain `Uint8Array`.
 *
 * @throws TypeError from `save` for what is not a `Uint8Array`.
 */
export const bytes = (): RawBytesCacher => cacher
