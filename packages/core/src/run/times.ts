/** When a step's function was called, in milliseconds since 1970, and for how long it ran, in milliseconds. */
export interface Time {
  readonly startedAt: number
  readonly durationMs: number
}

export interface Times {
  readonly start: (step: number) => void
  /** How long the step has run, or ran, or 0 where it was not started. */
  readonly stop: (step: number) => number
  /** How long it ran, where that was measured more exactly. */
  readonly set: (step: number, time: Time) => void
  readonly of: (step: number) => Time | undefined
}

/** Kept in two arrays of numbers, because an object for each of very many steps would be much. */
export const makeTimes = (steps: number): Times => {
  let startedAt = new Float64Array(steps)
  /** While a step runs, when it was started, below zero. */
  let duration = new Float64Array(steps)
  const makeRoomFor = (step: number): void => {
    if (step < startedAt.length) return
    const longer = (array: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(2 * step + 16)
      grown.set(array)
      return grown
    }
    startedAt = longer(startedAt)
    duration = longer(duration)
  }
  return {
    start: (step) => {
      makeRoomFor(step)
      startedAt[step] = Date.now()
      duration[step] = -performance.now()
    },
    stop: (step) => {
      makeRoomFor(step)
      const began = duration[step] ?? 0
      const durationMs = began < 0 ? performance.now() + began : began
      startedAt[step] ||= Date.now()
      duration[step] = durationMs
      return durationMs
    },
    set: (step, time) => {
      makeRoomFor(step)
      startedAt[step] = time.startedAt
      duration[step] = time.durationMs
    },
    of: (step) => {
      const began = startedAt[step] ?? 0
      return began === 0 ? undefined : { startedAt: began, durationMs: Math.max(0, duration[step] ?? 0) }
    },
  }
}
