import { changesBetween } from '../plan/compare.ts'
import type { Change } from '../plan/reason.ts'
import type { RunNote } from '../ports/store.ts'
import type { Digest, Trace } from '../ports/trace.ts'
import { causesFirst } from './causes-first.ts'

/** What a step of the later run stands on, beside what stood for it before. */
export interface RunDifference {
  readonly stage: string
  readonly record: string
  readonly before: Trace | undefined
  readonly after: Trace | undefined
  /** What the later execution saw otherwise. */
  readonly changes: readonly Change[]
  /** Outputs that came out with another digest. */
  readonly outputs: readonly string[]
  /** Whether the later run did not execute it, but found an execution of before the earlier one. */
  readonly found: boolean
}

/** A run, as far as a store remembers it. */
export interface PastRun {
  readonly traces: readonly Trace[]
  readonly note: RunNote | undefined
}

/**
 * Compares what a run executed, or found among earlier executions, with what stood before it: in the experiment of the
 * earlier run, up to its end. Causes come before their effects.
 *
 * @param all every trace, the newest first
 * @param notes of all runs
 */
export const diffRuns = (
  before: PastRun,
  after: PastRun,
  all: readonly Trace[],
  notes: readonly RunNote[],
): readonly RunDifference[] => {
  const standing = standingsAfter(before, all, notes)
  const byKey = new Map<Digest, Trace>()
  for (const trace of all) if (!byKey.has(trace.key)) byKey.set(trace.key, trace)
  const executed = after.traces.map((trace) => differenceOf(standing.get(stepOf(trace)), trace, trace, false))
  const found = (after.note?.found ?? []).flatMap(({ step, before: key, after: now }) => {
    const trace = byKey.get(now)
    const earlier = standing.get(step) ?? byKey.get(key)
    if (trace === undefined || earlier?.key === now) return []
    // It may have been executed for another record, which had the same parameters.
    const record = step.slice(trace.stage.length + 1)
    return [differenceOf(earlier, trace, { stage: trace.stage, record }, true)]
  })
  return causesFirst([...executed, ...found])
}

const stepOf = ({ step, stage, record }: Trace): string => step ?? `${stage}@${record}`

const experimentOf = ({ traces, note }: PastRun): string | undefined =>
  note?.experiment ?? traces[0]?.experiment

/** What each step of the experiment stood on when the run had ended, by its id. */
const standingsAfter = (
  run: PastRun,
  all: readonly Trace[],
  notes: readonly RunNote[],
): ReadonlyMap<string, Trace> => {
  const experiment = experimentOf(run)
  const last = run.traces.reduce((latest, { order }) => Math.max(latest, order), 0)
  const endedAt = run.note?.endedAt ?? Number.POSITIVE_INFINITY
  const isOf = (other: { readonly experiment?: string }): boolean => other.experiment === experiment
  const standing = new Map<string, { readonly trace: Trace; readonly at: number }>()
  for (const trace of all) {
    const isBefore = last > 0 ? trace.order <= last : trace.startedAt <= endedAt
    if (isBefore && isOf(trace) && !standing.has(stepOf(trace)))
      standing.set(stepOf(trace), { trace, at: trace.startedAt })
  }
  const byKey = new Map(all.toReversed().map((trace) => [trace.key, trace]))
  for (const note of notes) {
    const at = note.endedAt ?? 0
    if (!isOf(note) || at > endedAt) continue
    for (const { step, after } of note.found ?? []) {
      const trace = byKey.get(after)
      if (trace !== undefined && at >= (standing.get(step)?.at ?? 0)) standing.set(step, { trace, at })
    }
  }
  return new Map([...standing].map(([step, { trace }]) => [step, trace]))
}

const differenceOf = (
  before: Trace | undefined,
  after: Trace,
  { stage, record }: { readonly stage: string; readonly record: string },
  found: boolean,
): RunDifference => {
  const digests = new Map(before?.outputs.map(({ name, digest }) => [name, digest]))
  const nameOf = (of: number): string => (of === 0 ? record : `number ${of}`)
  return {
    stage,
    record,
    before,
    after,
    changes: before === undefined ? [] : changesBetween(before, after, nameOf),
    outputs: after.outputs.filter(({ name, digest }) => digests.get(name) !== digest).map(({ name }) => name),
    found,
  }
}
