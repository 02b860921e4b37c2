/** How long work goes on before the event loop gets its turn, in milliseconds. */
const longestStretch = 12

/** Lets timers and input have their turn while a loop has much to do. */
export interface Pace {
  /** Whether the loop has kept the thread for long enough. */
  readonly isLong: () => boolean
  /** Resolves after pending input and timers. */
  readonly breathe: () => Promise<void>
}

export const makePace = (): Pace => {
  let since = performance.now()
  return {
    isLong: () => performance.now() - since > longestStretch,
    breathe: async () => {
      await macrotask()
      since = performance.now()
    },
  }
}

/** A MessageChannel is the quickest way that every runtime has. */
const macrotask = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
