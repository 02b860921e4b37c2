import type { Tally } from './tally.ts'

/** Recorded durations of a stage's steps, in milliseconds on average; absent where it never ran. */
export type KnownDurations = ReadonlyMap<string, number>

/** Milliseconds of a run that say little of its pace. */
const warmUp = 2000

/** The share of the steps that are left whose stages must have run before for a guess at all of them. */
const enoughKnown = 0.9

/**
 * How long the rest of a run may take, in milliseconds: each step like those of its stage that finished in this run, or
 * like those of earlier runs; so much of that at once as was seen in this run. The few whose stage never ran count as the
 * others do on average; `undefined` where they are not few.
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
  let knownSteps = 0
  for (const { stage, toRun, ran, busyMs } of tally.stages.values()) {
    done += busyMs
    if (toRun === 0) continue
    const each = ran > 0 ? busyMs / ran : known.get(stage)
    steps += toRun
    if (each === undefined) continue
    left += toRun * each
    knownSteps += toRun
  }
  if (knownSteps === 0 || knownSteps < enoughKnown * steps) return undefined
  left *= steps / knownSteps
  const begun = [...tally.running.values()].reduce((sum, { startedAt }) => sum + now - startedAt, 0)
  const elapsed = now - (tally.startedAt ?? now)
  const atOnce =
    elapsed > warmUp && done > 0 ? (done + begun) / elapsed : Math.max(1, Math.min(concurrency, steps))
  return Math.max(0, left - begun) / atOnce
}
