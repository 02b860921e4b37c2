import { startTimer } from './timers.ts'

/** How long an aborted run waits for what does not stop, in milliseconds. */
const graceMs = 1000

/**
 * Listens for what ends a run early.
 *
 * @returns what ends the listening
 */
export const onStop = (
  { signal, drain }: { readonly signal: AbortSignal; readonly drain: AbortSignal | undefined },
  on: { readonly wake: () => void; readonly abandon: () => void },
): (() => void) => {
  let stopTimer = (): void => {}
  const onAbort = (): void => {
    stopTimer = startTimer(graceMs, on.abandon)
    on.wake()
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort)
  drain?.addEventListener('abort', on.wake)
  return () => {
    stopTimer()
    signal.removeEventListener('abort', onAbort)
    drain?.removeEventListener('abort', on.wake)
  }
}
