import type { CircularWaitError } from '../errors/index.ts'
import type { HeldClaim } from '../ports/store.ts'
import type { CircleWatch } from './circle.ts'
import { startTimer } from './timers.ts'
import { hear, type ToldByHolder } from './told.ts'

/** A step that waits for so long is told for whom, and again after ten times as long, in milliseconds. */
const firstToldMs = 3000

/** So often it is looked at what the holder tells, in milliseconds. */
const lookEveryMs = 200

/** What a step that waits for a claim is told. */
export interface Waiting {
  /** What the holder has read so far, each time that is something else. */
  readonly heard: (reads: ToldByHolder['reads'] & {}) => void
  /** Now and then, how long that has taken, in milliseconds. */
  readonly tell: (sinceMs: number) => void
  /** @param hopeless why it is to wait no more although somebody holds the claim */
  readonly goOn: (hopeless: CircularWaitError | undefined) => void
}

/**
 * Waits for a claim that another session holds, unless that is without end.
 *
 * @returns what ends the telling
 */
export const whenFreed = (
  { freed, told }: HeldClaim,
  circle: CircleWatch,
  { heard, tell, goOn }: Waiting,
): (() => void) => {
  const since = performance.now()
  let isOver = false
  let stopTelling = (): void => {}
  let stopLooking = (): void => {}
  const tellAfter = (ms: number): void => {
    stopTelling = startTimer(ms, () => {
      tell(performance.now() - since)
      tellAfter(ms * 9)
    })
  }
  const stop = (): void => {
    isOver = true
    stopTelling()
    stopLooking()
    circle.end()
  }
  const end = (hopeless?: CircularWaitError): void => {
    if (isOver) return
    stop()
    goOn(hopeless)
  }
  let last: string | undefined
  const look = (): void => {
    if (told !== undefined) stopLooking = startTimer(lookEveryMs, look)
    const text = told?.()
    const { reads = [], waits = [] } = text === undefined ? {} : hear(text)
    if (text !== last && reads.length > 0) heard(reads)
    last = text
    const hopeless = circle.look(waits)
    if (hopeless !== undefined) end(hopeless)
  }
  tellAfter(firstToldMs)
  stopLooking = startTimer(0, look)
  const freedNow = (): void => end()
  freed.then(freedNow, freedNow)
  return stop
}
