import { firstDifference } from '../../core/src/values/compare.ts'
import type { BytesCacher, StreamCacher } from '@stagewright/core'

type Held = BytesCacher<unknown> | StreamCacher<unknown>

/** All that a cacher saves. */
export const bytesOf = async (cacher: Held, value: unknown): Promise<Buffer> => {
  if (cacher.via === 'bytes') return Buffer.from(await cacher.save(value))
  const chunks: Uint8Array[] = []
  for await (const chunk of cacher.save(value)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Loads bytes; a stream gets them in pieces of some size, as often as it asks. */
export const loadFrom = (cacher: Held, bytes: Uint8Array, pieces = 7): Promise<unknown> =>
  Promise.resolve(
    cacher.via === 'bytes'
      ? cacher.load(bytes)
      : cacher.load({
          async *[Symbol.asyncIterator]() {
            for (let at = 0; at < bytes.length; at += pieces) yield bytes.subarray(at, at + pieces)
          },
        }),
  )

/** Where what comes back differs from what was saved, or `undefined`. */
export const lossOf = async (cacher: Held, value: unknown, pieces?: number): Promise<string | undefined> =>
  firstDifference(value, await loadFrom(cacher, await bytesOf(cacher, value), pieces))
