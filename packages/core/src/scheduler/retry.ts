import {
  CircularWaitError,
  InputSignatureError,
  OutputSignatureError,
  RoundTripError,
  StageExecutionError,
  StageTimeoutError,
  StageUnavailableError,
  StoreError,
} from '../errors/index.ts'

/** Milliseconds before the second attempt; each further one waits twice as long. */
const firstPauseMs = 200

/** The pause after so many attempts: up to twice as long by chance, so that many do not try again at once. */
export const pauseBefore = (attempts: number): number =>
  firstPauseMs * 2 ** (attempts - 1) * (1 + Math.random())

/** What another attempt would not change, or must not be made beside. */
export const mayTryAgain = (error: unknown): boolean => {
  const cause = error instanceof StageExecutionError ? error.cause : error
  if (cause instanceof StageTimeoutError) return cause.hasStopped
  return ![
    CircularWaitError,
    InputSignatureError,
    OutputSignatureError,
    RoundTripError,
    StageUnavailableError,
    StoreError,
  ].some((kind) => cause instanceof kind)
}
