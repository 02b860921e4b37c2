import type { HeldClaim } from '../ports/store.ts'
import { startTimer } from './timers.ts'

/** Whoever waits for so long is told for whom, and again after ten times as long, in milliseconds. */
const firstToldMs = 3000

/** So often it is looked at what the holder tells, in milliseconds. */
const lookEveryMs = 200

/**
 * Waits for a claim that another session holds.
 *
 * @param onTold told what its holder tells, each time that is something else
 * @param tell told now and then how long that has taken, in milliseconds
 * @returns what ends the telling
 */
export const whenFreed = (
  { freed, told }: HeldClaim,
  onTold: (text: string) => unknown,
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
  let last: string | undefined
  let stopLooking = (): void => {}
  const look = (): void => {
    const text = told?.()
    if (text !== undefined && text !== last) onTold(text)
    last = text
    if (told !== undefined) stopLooking = startTimer(lookEveryMs, look)
  }
  look()
  const stopAll = (): void => {
    stop()
    stopLooking()
  }
  const end = (): void => {
    stopAll()
    onFreed()
  }
  // Where a store cannot tell, asking again does.
  freed.then(end, end)
  return stopAll
}
