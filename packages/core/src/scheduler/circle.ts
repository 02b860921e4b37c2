import { CircularWaitError, type Place } from '../errors/index.ts'
import type { ClaimWait } from '../ports/executor.ts'
import type { EnclosingStep } from './enclosing.ts'

/** What is told may be out of date for a moment: a circle is one when it was seen so often, one look after the other. */
const looksUntilSure = 3

/** Looks whether a step that waits for a claim waits for a step around its own run, be it by way of others. */
export interface CircleWatch {
  /**
   * @param waits what its holder told that it waits for
   * @returns what is wrong, once that is sure
   */
  readonly look: (waits: readonly ClaimWait[]) => CircularWaitError | undefined
  /** It waits no more. */
  readonly end: () => void
}

/**
 * Where runs are made inside of steps, steps can wait for each other in a circle. Each tells those who wait for it what it
 * waits for, and what those told whom it waits for; so in a circle everybody hears of itself.
 *
 * @param wanted the claim that it waits for, and the step itself
 * @param holder who holds that claim, in words
 */
export const watchCircle = (
  wanted: ClaimWait,
  store: string,
  place: Place,
  enclosing: EnclosingStep | undefined,
  holder: () => string,
): CircleWatch => {
  if (enclosing === undefined) return { look: () => undefined, end: () => {} }
  const who = {}
  let told: string | undefined
  let seen = 0
  return {
    end: () => enclosing.waits(who, []),
    look: (waits) => {
      const own = around(enclosing, (step) => step.claim === wanted.claim && step.store === store)
      if (own !== undefined) return CircularWaitError.ofItself(place, wanted.step, enclosing.step)
      const met = around(enclosing, (step) => waits.some(({ claim }) => claim === step.claim))
      seen = met === undefined ? 0 : seen + 1
      if (met !== undefined && seen >= looksUntilSure)
        return CircularWaitError.ofAnother(place, wanted.step, met.step, holder())
      const now = waits.map(({ claim }) => claim).join()
      if (told !== now) enclosing.waits(who, [wanted, ...waits])
      told = now
      return undefined
    },
  }
}

const around = (
  innermost: EnclosingStep,
  fits: (step: EnclosingStep) => boolean,
): EnclosingStep | undefined => {
  for (let at: EnclosingStep | undefined = innermost; at !== undefined; at = at.outer) if (fits(at)) return at
  return undefined
}
