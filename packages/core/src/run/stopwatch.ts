/** Measures how long a function runs, in milliseconds: not what else the thread does before its result is looked at. */
export interface Stopwatch {
  /** When it was started, in milliseconds since 1970. */
  readonly startedAt: number
  /** Ends the time, unless it has ended. */
  readonly stop: () => void
  readonly ms: () => number
}

/** Started at once. */
export const makeStopwatch = (): Stopwatch => {
  const began = performance.now()
  let took: number | undefined
  return {
    startedAt: Date.now(),
    stop: () => {
      took ??= performance.now() - began
    },
    ms: () => took ?? performance.now() - began,
  }
}
