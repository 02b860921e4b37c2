import type { Digest, InputTrace, Trace } from '../ports/trace.ts'
import type { Facts } from './facts.ts'
import { baseOf, keyOf } from './key.ts'
import type { Step } from './step.ts'

/** What a step's past says of it once its inputs' digests are known. */
export interface Identity {
  readonly base: Digest
  readonly inputs: readonly InputTrace[]
  /** The keys that its known read sets give with today's values: one of them is likely to be its key. */
  readonly likelyKeys: readonly Digest[]
  /** The newest execution that read what it would read today. */
  readonly trace: Trace | undefined
}

/** @param digestOf the digest of a producer's output */
export const identify = (
  step: Step,
  digestOf: (producer: number, output: string) => Digest | undefined,
  facts: Facts,
): Identity => {
  const inputs = step.inputs.map(({ name, record, producer }): InputTrace => {
    const digest = producer && digestOf(producer.step, producer.output)
    return digest === undefined ? { name, record } : { name, record, digest }
  })
  const base = baseOf(step, inputs, facts.digest)
  const likelyKeys = facts.session
    .readSets(base)
    .map((targets) => keyOf(base, targets, (target) => facts.see(target, step.subjects), facts.digest))
  const trace = newest(likelyKeys, step, facts)
  // The trace's own inputs are equal; sharing them keeps one list instead of two.
  return { base, inputs: trace?.inputs ?? inputs, likelyKeys, trace }
}

const newest = (keys: readonly Digest[], step: Step, facts: Facts): Trace | undefined => {
  let best: Trace | undefined
  for (const key of keys) {
    const trace = facts.session.trace(key)
    if (trace === undefined || !hasOutputs(trace, step)) continue
    if (best === undefined || trace.order > best.order) best = trace
  }
  return best
}

const hasOutputs = (trace: Trace, step: Step): boolean =>
  step.application.definition.outputNames.every((name) =>
    trace.outputs.some((output) => output.name === name),
  )
