import type { Bar } from './bars.ts'

/**
 * The chain of calls that the run's length is made of: the one that ended last, the one that it had to await, and so on to
 * the beginning. To be quicker, a run has to be quicker here.
 */
export const criticalPath = (bars: readonly Bar[]): readonly Bar[] => {
  const byId = new Map(bars.map((bar) => [bar.id, bar]))
  let here = bars.reduce<Bar | undefined>(
    (latest, bar) => (latest === undefined || bar.to > latest.to ? bar : latest),
    undefined,
  )
  const path: Bar[] = []
  const seen = new Set<string>()
  while (here !== undefined && !seen.has(here.id)) {
    seen.add(here.id)
    path.push(here)
    here = here.after === undefined ? undefined : byId.get(here.after)
  }
  return path.toReversed()
}
