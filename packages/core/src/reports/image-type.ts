import type { ImageType } from '../types/reportable.ts'

export const imageTypes: readonly ImageType[] = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/svg+xml',
]

/** What kind of image bytes are, told by how they begin; `undefined` for what browsers do not show. */
export const imageTypeOf = (bytes: Uint8Array): ImageType | undefined => {
  const head = String.fromCharCode(...bytes.subarray(0, 256))
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'image/gif'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp'
  if (head.slice(4, 12) === 'ftypavif') return 'image/avif'
  if (/^(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg)/iu.test(head)) return 'image/svg+xml'
  return undefined
}
