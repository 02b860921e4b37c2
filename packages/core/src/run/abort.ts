/** What the promise gives, or a rejection with the signal's reason as soon as it aborts: whatever the promise does then. */
export const orAborted = <Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> => {
  if (signal.aborted) {
    // What still goes on may fail, and nobody will ask.
    promise.catch(() => {})
    return Promise.reject(signal.reason as Error)
  }
  return new Promise<Value>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** The same items until the signal aborts; then the source is asked to end by its `return()`, and nobody waits for it. */
export async function* closing<Item>(source: AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item> {
  const iterator = source[Symbol.asyncIterator]()
  let isDone = false
  try {
    for (;;) {
      signal.throwIfAborted()
      const next = await orAborted(Promise.resolve(iterator.next()), signal)
      isDone = next.done === true
      if (next.done === true) return
      yield next.value
    }
  } catch (error) {
    // A source that failed has ended.
    isDone ||= !signal.aborted
    throw error
  } finally {
    if (!isDone) void Promise.resolve(iterator.return?.()).catch(() => {})
  }
}
