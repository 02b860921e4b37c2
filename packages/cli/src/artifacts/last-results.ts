import type { PastExecution, Trace } from '@stagewright/core'
import type { RunDocument } from '@stagewright/report'

/** Under which names of records the last runs have an execution's results; `undefined` where they have not. */
export type Standing = (trace: Trace) => readonly string[] | undefined

/**
 * What the last run of each experiment had as its results, whoever made them and whatever their records were called then.
 * Runs without a document, such as those of programs that keep none, have the newest that each stage made for a record.
 *
 * @param executions the newest first
 */
export const lastResults = (
  documents: Iterable<RunDocument>,
  executions: readonly PastExecution[],
): Standing => {
  const runs = new Set<string>()
  const latest = new Map<string, { readonly startedAt: number; readonly results: readonly Result[] }>()
  for (const document of documents) {
    const { run, status, experiment, startedAt } = document
    runs.add(run)
    // Runs that began within one second are told apart by this alone.
    const isLater = startedAt > (latest.get(experiment)?.startedAt ?? Number.NEGATIVE_INFINITY)
    if (status !== 'running' && isLater) latest.set(experiment, { startedAt, results: resultsOf(document) })
  }
  const names = new Map<string, Set<string>>()
  const note = ({ key, record }: Result): void =>
    void names.set(key, (names.get(key) ?? new Set()).add(record))
  for (const { results } of latest.values()) for (const result of results) note(result)
  const slots = new Set<string>()
  for (const { trace, superseded } of executions) {
    const { stage, record, run, experiment } = trace
    if (superseded || runs.has(run) || (experiment !== undefined && latest.has(experiment))) continue
    const slot = JSON.stringify([experiment, stage, record])
    if (slots.has(slot)) continue
    slots.add(slot)
    note({ key: keyOf(stage, trace, trace.outputs), record })
  }
  return (trace) => {
    const found = names.get(keyOf(trace.stage, trace, trace.outputs))
    if (found === undefined) return undefined
    // The record that it was made for comes first where it still has that name.
    return [...found].toSorted(
      (left, right) => Number(right === trace.record) - Number(left === trace.record),
    )
  }
}

interface Result {
  /** Of the execution that the step stands on. */
  readonly key: string
  readonly record: string
}

const resultsOf = ({ steps }: RunDocument): readonly Result[] =>
  steps.flatMap(({ stage, record, madeBy, outputs }) =>
    madeBy === undefined || outputs.some(({ digest }) => digest === undefined)
      ? []
      : { key: keyOf(stage, madeBy, outputs), record },
  )

const keyOf = (
  stage: string,
  { run, startedAt }: { readonly run: string; readonly startedAt: number },
  outputs: readonly { readonly name: string; readonly digest?: string }[],
): string => JSON.stringify([stage, run, startedAt, outputs.map(({ name, digest }) => [name, digest])])
