import type { Digest, InputTrace, ReadTarget, TraceHead } from '../ports/trace.ts'
import type { Facts } from './facts.ts'
import { baseOf, type DigestOf, keyOf } from './key.ts'
import { keyedBy, type Step } from './step.ts'

/** What a step's past says of it once its inputs' digests are known. */
export interface Identity {
  readonly base: Digest
  /** The newest execution that read what it would read today. */
  readonly trace: TraceHead | undefined
  /**
   * The keys that its known read sets give with today's values, one of which is likely to be its key; where there is
   * only that of `trace`, none.
   */
  readonly otherKeys: readonly Digest[]
  /** Whether it is so until something else is committed, whatever files and environment variables say. */
  readonly lasting: boolean
}

/** A step's inputs as they are now. */
export const inputsNow = (step: Step, digestOf: DigestOf): readonly InputTrace[] =>
  keyedBy(step).map(({ name, record, producer, element }): InputTrace => {
    const digest =
      producer === undefined ? undefined : (element?.known?.item.digest ?? digestOf(producer, name))
    return digest === undefined ? { name, record } : { name, record, digest }
  })

export const identify = (step: Step, digestOf: DigestOf, facts: Facts): Identity => {
  const base = baseOf(step, digestOf, facts.digest)
  const recalled = facts.recall?.(step, base)
  if (recalled !== undefined) return { base, trace: recalled, otherKeys: none, lasting: true }
  const readSets = facts.session.readSets(base)
  if (readSets.length === 0) return { base, trace: undefined, otherKeys: none, lasting: false }
  const keys = readSets.map((targets) =>
    keyOf(base, targets, (target) => facts.see(target, step.subjects), facts.digest),
  )
  const trace = newest(keys, step, facts)
  const isOnly = keys.length === 1 && trace !== undefined
  return {
    base,
    trace,
    otherKeys: isOnly ? none : keys,
    lasting: isOnly && readSets[0]?.every(isInside) === true,
  }
}

/** Whether only the record decides what is seen there. */
export const isInside = ({ door }: ReadTarget): boolean => door === 'param' || door === 'name'

const none: readonly Digest[] = []

/** The keys of which one is likely to be the step's, as far as it has a past. */
export const likelyKeys = ({ trace, otherKeys }: Identity): readonly Digest[] =>
  trace !== undefined && otherKeys.length === 0 ? [trace.key] : otherKeys

const newest = (keys: readonly Digest[], step: Step, facts: Facts): TraceHead | undefined => {
  const { head, together } = facts.session
  let best: TraceHead | undefined
  for (const trace of together(keys, head)) {
    if (trace === undefined || !hasOutputs(trace, step)) continue
    if (best === undefined || trace.order > best.order) best = trace
  }
  return best
}

const hasOutputs = (trace: TraceHead, step: Step): boolean =>
  step.application.definition.outputNames.every((name) =>
    trace.outputs.some((output) => output.name === name),
  )
