import type { Tally } from './tally.ts'

/** Recorded durations of a stage's steps, in milliseconds on average; absent where it never ran. */
export type KnownDurations = ReadonlyMap<string, number>

/** Milliseconds of a run that say little of its pace. */
const warmUp = 2000

/**
 * How long the rest of a run may take, in milliseconds: each step like those of its stage that finished in this run, or
 * like those of earlier runs; so much of that at once as was seen in this run. `undefined` where a stage never ran.
 */
export const estimateLeft = (
  tally: Tally,
  known: KnownDurations,
  concurrency: number,
  now: number,
): number | undefined => {
  let left = 0
  let done = 0
  let steps = 0
  for (const { stage, toRun, ran, busyMs } of tally.stages.values()) {
    done += busyMs
    if (toRun === 0) continue
    const each = ran > 0 ? busyMs / ran : known.get(stage)
    if (each === undefined) return undefined
    left += toRun * each
    steps += toRun
  }
  if (steps === 0) return undefined
  const begun = [...tally.running.values()].reduce((sum, { startedAt }) => sum + now - startedAt, 0)
  const elapsed = now - (tally.startedAt ?? now)
  const atOnce =
    elapsed > warmUp && done > 0 ? (done + begun) / elapsed : Math.max(1, Math.min(concurrency, steps))
  return Math.max(0, left - begun) / atOnce
}
