import { StageTimeoutError } from '../errors/index.ts'
import type { Step } from '../plan/step.ts'
import { startTimer } from '../scheduler/timers.ts'
import { orAborted } from './abort.ts'

/** How long an attempt whose time ran out may take to stop, in milliseconds. */
const graceMs = 1000

/** The time that an attempt may take. */
export interface TimeLimit {
  /** Aborts when the run does, or the time is over. */
  readonly signal: AbortSignal
  /** The function is called now. */
  readonly start: () => void
  /**
   * What the attempt comes to. When its time is over it is asked to stop by the signal, and waited for a while: no other
   * attempt may run beside it.
   *
   * @throws StageTimeoutError
   */
  readonly within: <Value>(attempt: Promise<Value>) => Promise<Value>
}

/** `undefined` for a stage whose attempts may take any time. */
export const limitOf = ({ application }: Step, outer: AbortSignal): TimeLimit | undefined => {
  const { definition, subject } = application
  const { timeoutMs } = definition
  if (timeoutMs === undefined) return undefined
  const place = { stage: definition.name, record: subject.name }
  const limit = new AbortController()
  let stop: (() => void) | undefined
  return {
    signal: AbortSignal.any([outer, limit.signal]),
    start: () => {
      stop ??= startTimer(timeoutMs, () => limit.abort(new StageTimeoutError(place, timeoutMs, true)))
    },
    within: async (attempt) => {
      try {
        return await orAborted(attempt, limit.signal)
      } catch (error) {
        if (!limit.signal.aborted) throw error
        throw new StageTimeoutError(place, timeoutMs, await settlesWithin(graceMs, attempt))
      } finally {
        stop?.()
      }
    },
  }
}

const settlesWithin = (ms: number, attempt: Promise<unknown>): Promise<boolean> =>
  new Promise((resolve) => {
    const stop = startTimer(ms, () => resolve(false))
    const settled = (): void => {
      stop()
      resolve(true)
    }
    attempt.then(settled, settled)
  })
