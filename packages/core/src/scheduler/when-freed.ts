import type { HeldClaim } from '../ports/store.ts'
import { startTimer } from './timers.ts'

/** Whoever waits for so long is told for whom, and again after ten times as long, in milliseconds. */
const firstToldMs = 3000

/**
 * Waits for a claim that another session holds.
 *
 * @param tell told now and then how long that has taken, in milliseconds
 * @returns what ends the telling
 */
export const whenFreed = (
  { freed }: HeldClaim,
  tell: (sinceMs: number) => void,
  onFreed: () => void,
): (() => void) => {
  const since = performance.now()
  let stop = (): void => {}
  const tellAfter = (ms: number): void => {
    stop = startTimer(ms, () => {
      tell(performance.now() - since)
      tellAfter(ms * 9)
    })
  }
  tellAfter(firstToldMs)
  const end = (): void => {
    stop()
    onFreed()
  }
  // Where a store cannot tell, asking again does.
  freed.then(end, end)
  return () => stop()
}
