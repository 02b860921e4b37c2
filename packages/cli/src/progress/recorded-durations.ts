import type { Plan, Store } from '@stagewright/core'

/** Executions of one stage that are looked at. */
const most = 2000

/** What the store remembers of how long things took. */
export interface RecordedDurations {
  /** By stage, on average, in milliseconds. */
  readonly known: ReadonlyMap<string, number>
  /** What the steps that a plan reuses or skips took when they ran, in milliseconds. */
  readonly savedMs: number
}

/**
 * Asks the store how long the stages of a plan took before. Records that share one execution count it once.
 * A store that cannot tell is no reason to fail.
 */
export const recordedDurations = async (plan: Plan, store: Store): Promise<RecordedDurations> => {
  const records = new Map<string, { all: number; spared: Set<string> }>()
  for (const { stage, record, decision } of plan.steps) {
    const entry = records.get(stage) ?? { all: 0, spared: new Set() }
    records.set(stage, entry)
    entry.all++
    if (decision === 'reuse' || decision === 'skip') entry.spared.add(record)
  }
  const known = new Map<string, number>()
  let savedMs = 0
  try {
    const session = await store.open({ readOnly: true })
    try {
      for (const [stage, { all, spared }] of records) {
        const [traces = []] = await session.latest([stage], Math.min(most, all + 20))
        if (traces.length === 0) continue
        known.set(stage, traces.reduce((sum, { durationMs }) => sum + durationMs, 0) / traces.length)
        for (const { record, durationMs } of traces) if (spared.delete(record)) savedMs += durationMs
      }
    } finally {
      await session.close()
    }
  } catch {
    return { known: new Map(), savedMs: 0 }
  }
  return { known, savedMs }
}
