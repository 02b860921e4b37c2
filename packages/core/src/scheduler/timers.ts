/** The longest delay that timers of runtimes know, in milliseconds: a longer one ends at once. */
const longestMs = 2 ** 31 - 1

/** Calls after so many milliseconds, however many. Gives what stops it. */
export const startTimer = (ms: number, act: () => void): (() => void) => {
  const endsAt = performance.now() + ms
  let timer: ReturnType<typeof setTimeout> | undefined
  const wait = (): void => {
    const left = endsAt - performance.now()
    timer = left > longestMs ? setTimeout(wait, longestMs) : setTimeout(act, Math.max(0, left))
  }
  wait()
  return () => clearTimeout(timer)
}
