export type Begun =
  | { readonly isWhole: true; readonly bytes: Uint8Array }
  | { readonly isWhole: false; readonly chunks: AsyncIterable<Uint8Array> }

/** Reads a stream until it is clear whether all of it has at most so many bytes. */
export const beginStream = async (chunks: AsyncIterable<Uint8Array>, most: number): Promise<Begun> => {
  const iterator = chunks[Symbol.asyncIterator]()
  const beginning: Uint8Array[] = []
  for (let size = 0; size <= most;) {
    const next = await iterator.next()
    if (next.done === true) return { isWhole: true, bytes: Buffer.concat(beginning) }
    beginning.push(Buffer.from(next.value))
    size += next.value.length
  }
  return { isWhole: false, chunks: continued(beginning, iterator) }
}

async function* continued(
  beginning: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let isDone = false
  try {
    yield* beginning
    for (;;) {
      const next = await iterator.next()
      if (next.done === true) break
      yield next.value
    }
    isDone = true
  } finally {
    if (!isDone) await iterator.return?.()
  }
}
