/** How long turns follow one another before the event loop gets one, in milliseconds. */
const longestStretch = 12

/** How long an aborted run waits for what does not stop, in milliseconds. */
const grace = 1000

export interface Turns {
  /** Something changed: takes turns again. */
  readonly next: () => void
  /** Settles when all is over, or some time after an abort. A turn that throws rejects it. */
  readonly done: (signal: AbortSignal) => Promise<void>
  /** Resolves when all is over, however long that takes. */
  readonly over: Promise<void>
}

/** Takes turns until one says that it must wait, and lets timers and input have theirs in between. */
export const takeTurns = (turn: () => 'again' | 'wait' | 'over'): Turns => {
  let end: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined
  let scheduled = false
  let isOver = false
  let announce = (): void => {}
  const over = new Promise<void>((resolve) => {
    announce = resolve
  })
  const stretch = (): void => {
    scheduled = false
    if (isOver) return
    const until = performance.now() + longestStretch
    try {
      for (let count = 1; ; count++) {
        const outcome = turn()
        if (outcome === 'wait') return
        if (outcome === 'over') {
          isOver = true
          announce()
          end?.resolve()
          return
        }
        if (count % 16 === 0 && performance.now() > until) return later()
      }
    } catch (error) {
      isOver = true
      end?.reject(error)
    }
  }
  const later = (): void => {
    if (scheduled) return
    scheduled = true
    macrotask(stretch)
  }
  let lastYield = performance.now()
  const next = (): void => {
    if (scheduled || end === undefined) return
    scheduled = true
    if (performance.now() - lastYield < longestStretch) return void Promise.resolve().then(stretch)
    macrotask(() => {
      lastYield = performance.now()
      stretch()
    })
  }
  return {
    next,
    over,
    done: (signal) =>
      new Promise<void>((resolve, reject) => {
        let timer: ReturnType<typeof setTimeout> | undefined
        const onAbort = (): void => {
          timer = setTimeout(resolve, grace)
          next()
        }
        const leave = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', onAbort)
        }
        end = {
          resolve: () => {
            leave()
            resolve()
          },
          reject: (error) => {
            leave()
            reject(error)
          },
        }
        if (signal.aborted) onAbort()
        else signal.addEventListener('abort', onAbort)
        next()
      }),
  }
}

/** After pending input and timers. A MessageChannel is the quickest way that every runtime has. */
const macrotask = (task: () => void): void => {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    task()
  }
  port2.postMessage(undefined)
}
