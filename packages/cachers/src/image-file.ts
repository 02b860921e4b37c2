import { type BytesCacher, oddityOf, ownsItsMemory, type Ruled } from '@stagewright/core'
import type { OnlyRule } from './types/only-rule.ts'

/** Kinds of encoded images. */
export type ImageType = 'png' | 'jpeg' | 'gif' | 'webp'

export type ImageFileRule = OnlyRule<
  'imageFile()',
  Uint8Array,
  'it is not a Uint8Array with an encoded image. For pixels, use png()'
>

/** Keeps an image that is encoded already. */
export interface ImageFileCacher extends BytesCacher<Uint8Array>, Ruled<ImageFileRule> {}

/** How the bytes of each kind begin, in hexadecimal; `.` is any digit. */
const beginnings: Readonly<Record<ImageType, RegExp>> = {
  png: /^89504e470d0a1a0a/u,
  jpeg: /^ffd8ff/u,
  gif: /^47494638(?:37|39)61/u,
  webp: /^52494646.{8}57454250/u,
}

const extensions: Readonly<Record<ImageType, string>> = { png: 'png', jpeg: 'jpg', gif: 'gif', webp: 'webp' }

const cacherFor = (type: ImageType): ImageFileCacher =>
  Object.freeze({
    via: 'bytes',
    format: type,
    extension: extensions[type],
    save: (value: Uint8Array) => {
      if (Object.prototype.toString.call(value) !== '[object Uint8Array]')
        throw new TypeError(
          `imageFile('${type}') holds a Uint8Array, and this is none. For pixels, use png().`,
        )
      if (!beginnings[type].test(Buffer.from(value.subarray(0, 12)).toString('hex')))
        throw new TypeError(
          `The bytes do not begin as those of a ${type} image do. Name their kind, or use bytes().`,
        )
      return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    },
    reloads: (value: Uint8Array) => !ownsItsMemory(value) || oddityOf(value) !== undefined,
    load: (bytes: Uint8Array) => new Uint8Array(bytes),
  })

const cachers: Readonly<Record<ImageType, ImageFileCacher>> = {
  png: cacherFor('png'),
  jpeg: cacherFor('jpeg'),
  gif: cacherFor('gif'),
  webp: cacherFor('webp'),
}

/**
 * Keeps the bytes of an encoded image under the name that viewers know.
 *
 * @throws TypeError from `save` for bytes that do not begin as that kind of image does
 */
export const imageFile = (type: ImageType): ImageFileCacher => cachers[type]
