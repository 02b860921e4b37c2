import { codeChanges, inputChanges, sightChanges } from '../plan/changes.ts'
import type { Change } from '../plan/reason.ts'
import type { Trace } from '../ports/trace.ts'
import { idOf } from '../reads/recorder.ts'

/** An execution of the later run, beside what stood for the same stage and record before it. */
export interface RunDifference {
  readonly stage: string
  readonly record: string
  readonly before: Trace | undefined
  readonly after: Trace | undefined
  /** What the later execution saw otherwise. */
  readonly changes: readonly Change[]
  /** Outputs that came out with another digest. */
  readonly outputs: readonly string[]
}

/**
 * Compares what a run executed with what an earlier one had: its own executions, or, where it reused, those of runs
 * before it.
 *
 * @param all every trace, the newest first
 */
export const diffRuns = (
  before: readonly Trace[],
  after: readonly Trace[],
  all: readonly Trace[],
): readonly RunDifference[] => {
  const endOfBefore = before.reduce((latest, { order }) => Math.max(latest, order), 0)
  const standing = new Map<string, Trace>()
  for (const trace of all) {
    const slot = slotOf(trace)
    if (trace.order <= endOfBefore && !standing.has(slot)) standing.set(slot, trace)
  }
  return after.map((trace) => {
    const earlier = standing.get(slotOf(trace))
    const digests = new Map(earlier?.outputs.map(({ name, digest }) => [name, digest]))
    return {
      stage: trace.stage,
      record: trace.record,
      before: earlier,
      after: trace,
      changes: earlier === undefined ? [] : changesBetween(earlier, trace),
      outputs: trace.outputs
        .filter(({ name, digest }) => digests.get(name) !== digest)
        .map(({ name }) => name),
    }
  })
}

const slotOf = ({ stage, record }: Trace): string => `${stage.length}:${stage}${record}`

const changesBetween = (before: Trace, after: Trace): readonly Change[] => {
  const saw = new Map(before.reads.map((read) => [idOf(read.target), read.saw]))
  const nameOf = (record: number): string => (record === 0 ? after.record : `number ${record}`)
  return [
    ...inputChanges(before.inputs, after.inputs, nameOf),
    ...codeChanges(before, after),
    ...after.reads.flatMap((read) =>
      sightChanges(read.target, saw.get(idOf(read.target)) ?? 'not looked at', read.saw, nameOf),
    ),
  ]
}
