import type { InputTrace, Trace } from '../ports/trace.ts'
import { codeChanges, inputChanges, readChanges, recordChanges, recordsOf, sightChanges } from './changes.ts'
import type { Facts } from './facts.ts'
import { hasGathered, itemChanges } from './item-changes.ts'
import { withoutEchoes } from './parameter-changes.ts'
import type { Change, Reason } from './reason.ts'
import type { Step } from './step.ts'

/** What was so before, in contrast to now; a record that never ran has nothing to be compared with. */
type Difference = Extract<Reason, { readonly type: 'first-run' | 'changed' }>

/** Why no earlier execution fits: what differs from the one that the same record stood on last. */
export const explainRun = (step: Step, inputs: readonly InputTrace[], facts: Facts): Reason => {
  const last = facts.past(step)
  if (last === undefined) return explainRename(step, inputs, facts) ?? { type: 'first-run' }
  const changes = changesSince(last, step, inputs, facts)
  return changes.length === 0 ? { type: 'outputs-changed' } : { type: 'changed', changes }
}

/** A record under a new name, where nothing but the name is other than an execution's whose record is gone. */
const explainRename = (step: Step, inputs: readonly InputTrace[], facts: Facts): Difference | undefined => {
  for (const trace of facts.latest(step.application.definition.name).traces) {
    if (!trace.reads.some(isOwnName) || facts.past.isPlanned(trace)) continue
    const changes = changesSince(trace, step, inputs, facts)
    if (changes.length === 1 && changes[0]?.type === 'record-name') return { type: 'changed', changes }
  }
  return undefined
}

const isOwnName = ({ target }: Trace['reads'][number]): boolean =>
  target.door === 'name' && target.record === 0

/**
 * Why a step runs however its inputs come out: none of its stage's executions fits its code and what it reads.
 * `undefined` where one may fit.
 */
export const explainCertainRun = (step: Step, facts: Facts): Difference | undefined => {
  const { traces, all } = facts.latest(step.application.definition.name)
  if (!all || traces.some((trace) => isAsBefore(trace, step, facts))) return undefined
  return explainBesideInputs(facts.past(step), step, facts)
}

/** What differs from the last execution however the inputs come out; `undefined` where nothing does. */
export const explainBesideInputs = (
  last: Trace | undefined,
  step: Step,
  facts: Facts,
): Difference | undefined => {
  if (last === undefined) return { type: 'first-run' }
  const changes = changesBesideInputs(last, step, facts)
  return changes.length === 0 ? undefined : { type: 'changed', changes }
}

/** What differs between an execution and what the step would see today. */
export const changesSince = (
  trace: Trace,
  step: Step,
  inputs: readonly InputTrace[],
  facts: Facts,
): readonly Change[] => [
  ...(isGatherer(step)
    ? itemChanges(trace.inputs, inputs)
    : recordsOf(trace) === step.application.members.length
      ? inputChanges(trace.inputs, inputs, nameIn(step))
      : []),
  ...changesBesideInputs(trace, step, facts),
]

/** What differs between two executions; record names are those of the later one's step. */
export const changesBetween = (
  before: Trace,
  after: Trace,
  nameOf: (record: number) => string,
): readonly Change[] => {
  if (before.records === undefined && after.records === undefined && [before, after].some(hasGathered))
    return [...itemChanges(before.inputs, after.inputs), ...codeChanges(before, after)]
  const records = recordChanges(recordsOf(before), recordsOf(after))
  const areOthers = records.length > 0
  const comparable = ({ target }: Trace['reads'][number]): boolean =>
    !areOthers || !('record' in target) || target.record === 0
  return [
    ...(areOthers ? records : inputChanges(before.inputs, after.inputs, nameOf)),
    ...codeChanges(before, after),
    ...readChanges(before.reads.filter(comparable), after.reads.filter(comparable), nameOf),
  ]
}

/** What differs however the inputs come out. */
const changesBesideInputs = (trace: Trace, step: Step, facts: Facts): readonly Change[] => {
  const records = isGatherer(step) ? [] : recordChanges(recordsOf(trace), step.application.members.length)
  // Of more or fewer records it cannot be told which of them is which.
  const comparable = ({ target }: Trace['reads'][number]): boolean =>
    records.length === 0 || !('record' in target) || target.record === 0
  return [
    ...records,
    ...codeChanges(trace, { code: step.codeDigest, parts: step.code.parts }),
    ...withoutEchoes(
      trace.reads
        .filter(comparable)
        .flatMap(({ target, saw }) =>
          sightChanges(target, saw, facts.see(target, step.subjects), nameIn(step)),
        ),
    ),
  ]
}

/** Whether nothing of that differs, which is asked of many executions. */
const isAsBefore = (trace: Trace, step: Step, facts: Facts): boolean =>
  trace.code === step.codeDigest &&
  (isGatherer(step) || recordsOf(trace) === step.application.members.length) &&
  trace.reads.every(({ target, saw }) => facts.see(target, step.subjects) === saw)

const isGatherer = ({ application }: Step): boolean => application.definition.kind === 'gather'

export const nameIn =
  (step: Step) =>
  (record: number): string =>
    step.subjects[record]?.name ?? ''
