type AnyFunction = (...args: never) => unknown

/** Measures how long a function runs, in milliseconds: not what else the thread does before its result is looked at. */
export interface Stopwatch {
  /** When it was started, in milliseconds since 1970. */
  readonly startedAt: number
  /** The same function, at whose end the time stops. */
  readonly timing: (fn: AnyFunction) => AnyFunction
  /** Ends the time, unless it has ended. */
  readonly stop: () => void
  readonly ms: () => number
}

/** Started at once. */
export const makeStopwatch = (): Stopwatch => {
  const began = performance.now()
  let took: number | undefined
  const stop = (): void => {
    took ??= performance.now() - began
  }
  return {
    startedAt: Date.now(),
    stop,
    ms: () => took ?? performance.now() - began,
    timing:
      (fn) =>
      (...args) => {
        let isUnderWay = false
        try {
          const result: unknown = fn(...args)
          isUnderWay = isThenable(result)
          return result
        } finally {
          if (!isUnderWay) stop()
        }
      },
  }
}

const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function'
