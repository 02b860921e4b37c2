import type { Bar, Bars } from './bars.ts'

/** Pauses that are no waiting: the engine's own work between two steps, in milliseconds. */
const least = 20
const looks = 7

/** How long a call waited after all that it needs was there, and for what. */
export const waitOf = (
  { from, ready, waitedFor }: Bar,
  { busyAt, slots }: Pick<Bars, 'busyAt' | 'slots'>,
): { readonly ms: number; readonly for: string } | undefined => {
  const ms = from - ready
  if (ms < least) return undefined
  if (waitedFor !== undefined) return { ms, for: waitedFor }
  let full = 0
  let busy = 0
  for (let look = 0; look < looks; look++) {
    const others = busyAt(ready + ((look + 0.5) / looks) * ms)
    if (others >= slots) full++
    if (others > 0) busy++
  }
  if (full > looks / 2) return { ms, for: slots === 1 ? 'the only slot' : `one of ${slots} slots` }
  return {
    ms,
    for: busy > looks / 2 ? 'a limit, or another process' : 'the run to begin, or another process',
  }
}
