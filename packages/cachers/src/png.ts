import { type BytesCacher, oddityOf, ownsItsMemory, type Ruled } from '@stagewright/core'
import { loadLibrary } from './load-library.ts'
import type { OnlyRule } from './types/only-rule.ts'

/** Pixels, row by row. */
export interface Image {
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: 1 | 2 | 3 | 4
  /** `width * height * channels` samples: 8 bits each in a Uint8Array, 16 in a Uint16Array. */
  readonly data: Uint8Array | Uint16Array
}

export type PngRule = OnlyRule<
  'png()',
  Image,
  'it is not an Image: { width, height, channels, data }. For an image that is encoded already, use imageFile()'
>

/** Keeps pixels as PNG. */
export interface PngCacher extends BytesCacher<Image>, Ruled<PngRule> {}

const library = () => loadLibrary('png()', ['fast-png'], () => import('fast-png'))

const names = ['width', 'height', 'channels', 'data']

const prove = (image: Image): void => {
  const { width, height, channels, data } = image
  const extra = Reflect.ownKeys(image).find((key) => !names.includes(String(key)))
  const odd = extra === undefined ? oddityOf(image) : `an object with the property '${String(extra)}'`
  if (odd !== undefined)
    throw new TypeError(`png() holds { ${names.join(', ')} }, and this is ${odd}. Return these four alone.`)
  const isSize = (size: number): boolean => Number.isInteger(size) && size > 0
  if (!isSize(width) || !isSize(height))
    throw new TypeError(`.width and .height are ${width} and ${height}, and must be whole numbers from 1.`)
  if (![1, 2, 3, 4].includes(channels))
    throw new TypeError(`.channels is ${channels}, and must be 1, 2, 3 or 4.`)
  const kind = Object.prototype.toString.call(data).slice(8, -1)
  if (kind !== 'Uint8Array' && kind !== 'Uint16Array')
    throw new TypeError(`.data is a ${kind}, and must be a Uint8Array or a Uint16Array.`)
  const oddData = oddityOf(data)
  if (oddData !== undefined)
    throw new TypeError(`.data is ${oddData}, and must be a Uint8Array or a Uint16Array.`)
  const samples = width * height * channels
  if (data.length !== samples)
    throw new TypeError(`.data has ${data.length} samples, and width * height * channels is ${samples}.`)
}

const cacher: PngCacher = Object.freeze({
  via: 'bytes',
  format: 'png',
  extension: 'png',
  save: async (image: Image) => {
    prove(image)
    const { encode } = await library()
    return encode({ ...image, depth: image.data.BYTES_PER_ELEMENT === 1 ? 8 : 16 })
  },
  // A Buffer comes back as a Uint8Array, and the properties in this order.
  reloads: (image: Image) =>
    Object.keys(image).join() !== names.join() ||
    Object.getPrototypeOf(image) === null ||
    !ownsItsMemory(image.data),
  load: async (bytes: Uint8Array): Promise<Image> => {
    const { decode } = await library()
    const { width, height, channels, data } = decode(bytes)
    // `save` writes no other numbers of channels, and no clamped arrays.
    return { width, height, channels: channels as Image['channels'], data: data as Image['data'] }
  },
})

/**
 * Keeps an image's pixels as PNG, without loss.
 *
 * @throws TypeError from `save` for sizes that do not fit the data
 */
export const png = (): PngCacher => cacher
