import pRetry from 'p-retry'
import { InputSignatureError, ReportError, StageExecutionError, StageTimeoutError } from '../errors/index.ts'
import type { Step } from '../plan/step.ts'
import type { Executor } from '../ports/executor.ts'

/** Milliseconds before the first retry; each further one waits twice as long. */
const firstPause = 200

/** Calls a function in this thread. */
export const inProcess: Executor = {
  name: 'in process',
  // The planner pairs each function with the arguments of its kind.
  execute: async ({ fn, args }) => (fn as (...args: readonly unknown[]) => unknown)(...args),
}

/**
 * Calls a stage's function as often as its specification allows.
 *
 * @param prepare makes the arguments of one attempt, for what an earlier attempt read does not count
 * @throws StageExecutionError with what the last attempt threw as its cause, InputSignatureError where the function
 *   read an input that it did not declare, and ReportError where it reported what cannot be kept
 */
export const callStage = async (
  step: Step,
  executor: Executor,
  signal: AbortSignal,
  prepare: (signal: AbortSignal) => readonly unknown[],
  onRetry: (attempt: number, cause: unknown) => void,
): Promise<unknown> => {
  const { name: stage, retries, timeoutMs, fn } = step.application.definition
  const record = step.application.subject.name
  // Most stages have neither, and there may be very many calls.
  if (retries > 0 || timeoutMs !== undefined) return callPatiently(step, executor, signal, prepare, onRetry)
  try {
    return await executor.execute({ stage, record, fn, args: prepare(signal), signal })
  } catch (error) {
    throw blame(step, error, 1)
  }
}

const callPatiently: typeof callStage = async (step, executor, signal, prepare, onRetry) => {
  const { name: stage, retries, timeoutMs, fn } = step.application.definition
  const record = step.application.subject.name
  let attempts = 0
  const call = (limited: AbortSignal): Promise<unknown> => {
    attempts++
    return executor.execute({ stage, record, fn, args: prepare(limited), signal: limited })
  }
  const attempt = (): Promise<unknown> =>
    timeoutMs === undefined ? call(signal) : withTimeout(timeoutMs, signal, { stage, record }, call)
  try {
    if (retries === 0) return await attempt()
    return await pRetry(() => attempt().catch(wrap), {
      retries,
      minTimeout: firstPause,
      randomize: true,
      signal,
      onFailedAttempt: ({ attemptNumber, retriesLeft, error }) => {
        if (retriesLeft > 0) onRetry(attemptNumber, unwrap(error))
      },
    })
  } catch (error) {
    throw blame(step, unwrap(error), attempts)
  }
}

/** The error that a failed call is told by. */
const blame = (step: Step, cause: unknown, attempts: number): Error => {
  const { definition, subject } = step.application
  const isOfStep = isOwn(cause) && cause.stage === definition.name && cause.record === subject.name
  return isOfStep
    ? cause
    : new StageExecutionError({ stage: definition.name, record: subject.name }, cause, attempts)
}

/** What the context itself throws into the function says all that is to be said. */
const isOwn = (error: unknown): error is InputSignatureError | ReportError =>
  error instanceof InputSignatureError || error instanceof ReportError

/** Holds what was thrown, be it an Error or not: p-retry treats some errors in ways of its own. */
class Thrown extends Error {
  readonly value: unknown
  constructor(value: unknown) {
    super('a stage failed')
    this.value = value
  }
}

const wrap = (thrown: unknown): never => {
  throw new Thrown(thrown)
}

const unwrap = (error: unknown): unknown => (error instanceof Thrown ? error.value : error)

const withTimeout = async (
  timeoutMs: number,
  outer: AbortSignal,
  place: { readonly stage: string; readonly record: string },
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> => {
  const limit = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new StageTimeoutError(place, timeoutMs)
      limit.abort(error)
      reject(error)
    }, timeoutMs)
  })
  try {
    return await Promise.race([call(AbortSignal.any([outer, limit.signal])), timedOut])
  } finally {
    clearTimeout(timer)
  }
}
