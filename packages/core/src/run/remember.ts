import { stoodInLastRun } from '../plan/summary-lines.ts'
import { placeOf, type Step, type Wiring } from '../plan/step.ts'
import { type Place, placesOf } from '../ports/place.ts'
import type { RunNote } from '../ports/store.ts'
import type { Digest } from '../ports/trace.ts'
import type { LookedUp } from '../store/look-ups.ts'
import type { EndingOf } from '../scheduler/states.ts'

/**
 * Notes what steps stand on that they did not execute themselves, so that a later plan knows what they are to be compared
 * with. What was executed was noted with it, and what stands as in the last run by that run.
 *
 * @returns those that stood on another execution before
 */
export const rememberStandings = async (
  { steps }: Wiring,
  endingOf: EndingOf,
  session: LookedUp,
  experiment: string | undefined,
): Promise<NonNullable<RunNote['found']>> => {
  const others: { readonly place: Place; readonly key: Digest }[] = []
  const found: { readonly step: string; readonly before: Digest; readonly after: Digest }[] = []
  const note = (step: Step): void => {
    const { trace, state } = endingOf(step.index)
    if (trace === undefined || state === 'done' || stoodInLastRun(trace)) return
    const place = placeOf(step, experiment)
    const standings = session.stood(placesOf(place))
    const before = standings[0]?.trace.key
    if (before !== undefined && before !== trace.key) found.push({ step: step.id, before, after: trace.key })
    const isNoted = standings.every(
      (standing) => standing?.trace.key === trace.key && standing.record === place.record,
    )
    if (!isNoted) others.push({ place, key: trace.key })
  }
  const noted = session.each(steps, note)
  if (noted instanceof Promise) await noted
  if (others.length > 0) await session.stand(others)
  return found
}
