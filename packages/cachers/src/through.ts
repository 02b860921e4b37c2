import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Chunks as they come out of a transform. Errors of either side, and an early end, close both. */
export async function* through(
  chunks: AsyncIterable<Uint8Array>,
  transform: Transform,
): AsyncGenerator<Uint8Array> {
  const fed = pipeline(Readable.from(chunks), transform)
  // An error is thrown where the transform is read.
  fed.catch(() => {})
  yield* transform
  await fed
}
