import type { InputTrace, Trace } from '../ports/trace.ts'
import { codeChanges, inputChanges, recordChanges, sightChanges } from './changes.ts'
import type { Facts } from './facts.ts'
import type { Change, Reason } from './reason.ts'
import type { Step } from './step.ts'

/** Why no earlier execution fits: the fewest differences from one of the latest of the same stage. */
export const explainRun = (step: Step, inputs: readonly InputTrace[], facts: Facts): Reason => {
  const nearest = nearestTrace(step, inputs, facts)
  if (nearest === undefined) return { type: 'first-run' }
  const changes = changesSince(nearest, step, inputs, facts)
  return changes.length === 0 ? { type: 'outputs-changed' } : { type: 'changed', changes }
}

/** Of the latest executions of the step's stage, the one with the fewest differences; of the same record, if it can be. */
export const nearestTrace = (step: Step, inputs: readonly InputTrace[], facts: Facts): Trace | undefined => {
  let best: { readonly trace: Trace; readonly cost: number } | undefined
  for (const trace of facts.latest(step.application.definition.name).traces) {
    const changes = changesSince(trace, step, inputs, facts)
    const cost = changes.length + (trace.record === step.application.subject.name ? 0 : 0.5)
    if (best === undefined || cost < best.cost) best = { trace, cost }
  }
  return best?.trace
}

/**
 * Why a step runs however its inputs come out: none of its earlier executions fits its code and what it reads.
 * `undefined` where one may fit.
 */
export const explainCertainRun = (step: Step, facts: Facts): Reason | undefined => {
  const { traces, all } = facts.latest(step.application.definition.name)
  const differences = traces.map((trace) => changesBesideInputs(trace, step, facts))
  if (!all || differences.some((changes) => changes.length === 0)) return undefined
  const [fewest] = differences.toSorted((a, b) => a.length - b.length)
  return fewest === undefined ? { type: 'first-run' } : { type: 'changed', changes: fewest }
}

/** What differs between an execution and what the step would see today. */
export const changesSince = (
  trace: Trace,
  step: Step,
  inputs: readonly InputTrace[],
  facts: Facts,
): readonly Change[] => [
  ...inputChanges(trace.inputs, inputs, nameIn(step)).filter(({ type }) => type !== 'records'),
  ...changesBesideInputs(trace, step, facts),
]

/** What differs however the inputs come out. */
const changesBesideInputs = (trace: Trace, step: Step, facts: Facts): readonly Change[] => {
  const records = recordChanges(trace.inputs, step.inputs)
  // Of more or fewer records it cannot be told which of them is which.
  const comparable = ({ target }: Trace['reads'][number]): boolean =>
    records.length === 0 || !('record' in target) || target.record === 0
  return [
    ...records,
    ...codeChanges(trace, { code: step.codeDigest, parts: step.code.parts }),
    ...trace.reads
      .filter(comparable)
      .flatMap(({ target, saw }) =>
        sightChanges(target, saw, facts.see(target, step.subjects), nameIn(step)),
      ),
  ]
}

const nameIn =
  (step: Step) =>
  (record: number): string =>
    step.subjects[record]?.name ?? ''
