import type { OutputDocument, RunDocument, StepDocument } from './run-document.ts'

/** What is different in a run from an earlier one of the same experiment. */
export interface Comparison {
  readonly run: string
  readonly startedAt: number
  readonly durationMs: number
  /** Ids of steps that the earlier one did not have, and that it alone had. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Outputs that came out otherwise. */
  readonly changed: readonly ChangedOutput[]
  /** Outputs that both have, and that came out the same. */
  readonly same: number
  /** Ids of steps whose outputs the earlier one had, and this one has not: they failed, or were never reached. */
  readonly missing: readonly string[]
}

export interface ChangedOutput {
  readonly step: string
  readonly output: string
  readonly before: string
  readonly after: string
}

export const compareRuns = (before: RunDocument, after: RunDocument): Comparison => {
  const earlier = new Map(before.steps.map((step) => [step.id, step]))
  const later = new Set(after.steps.map(({ id }) => id))
  return {
    run: before.run,
    startedAt: before.startedAt,
    durationMs: before.durationMs,
    added: after.steps.flatMap(({ id }) => (earlier.has(id) ? [] : [id])),
    removed: before.steps.flatMap(({ id }) => (later.has(id) ? [] : [id])),
    changed: after.steps.flatMap((step) => changesOf(earlier.get(step.id), step)),
    same: after.steps.reduce((sum, step) => sum + sameIn(earlier.get(step.id), step), 0),
    missing: after.steps.flatMap((step) =>
      hasOutputs(earlier.get(step.id)) && !hasOutputs(step) ? [step.id] : [],
    ),
  }
}

const hasOutputs = (step: StepDocument | undefined): boolean =>
  step !== undefined && step.outputs.some(({ digest }) => digest !== undefined)

const sameIn = (before: StepDocument | undefined, after: StepDocument): number => {
  if (before === undefined) return 0
  const earlier = new Map(before.outputs.map(({ name, digest }) => [name, digest]))
  return after.outputs.filter(({ name, digest }) => digest !== undefined && earlier.get(name) === digest)
    .length
}

const changesOf = (before: StepDocument | undefined, after: StepDocument): readonly ChangedOutput[] => {
  const outputs = new Map(before?.outputs.map((output) => [output.name, output]))
  return after.outputs.flatMap((output) => {
    const earlier = outputs.get(output.name)
    if (earlier?.digest === undefined || output.digest === undefined || earlier.digest === output.digest)
      return []
    return [{ step: after.id, output: output.name, before: shown(earlier), after: shown(output) }]
  })
}

const shown = ({ preview, digest }: OutputDocument): string => preview ?? digest?.slice(0, 12) ?? ''
