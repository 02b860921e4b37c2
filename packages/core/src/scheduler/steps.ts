import { type Identity, identify, inputsNow } from '../plan/identify.ts'
import type { DigestOf } from '../plan/key.ts'
import { isCached, type Step, type StepInput } from '../plan/step.ts'
import { digestOf, outputOf } from '../ports/output-of.ts'
import type { TraceHead } from '../ports/trace.ts'
import { makeNodes, type Node, type NodeAt, nodeFinder } from './states.ts'
import type { Order, Work } from './work.ts'

/** What is known of the steps of a run by now. */
export interface Steps {
  readonly nodes: readonly Node[]
  /** Adds the nodes of steps that were added. */
  readonly addNodes: () => void
  readonly at: NodeAt
  /** The execution that a step stands on. */
  readonly traceOf: (index: number) => TraceHead | undefined
  readonly digests: DigestOf
  readonly identityOf: (step: Step) => Identity
  /** What an execution of the step is given by now. */
  readonly given: (step: Step) => Pick<Order, 'inputTraces' | 'forced' | 'traceOf'>
  readonly isForced: (index: number) => boolean
  /** Producers whose digests are not known; what stands for items never has any. */
  readonly unsettledBefore: (index: number) => number
  /** Whether a list was stored anew since it was gone over: what was made of it then counts no more. */
  readonly isOutdated: (step: Step) => boolean
  readonly isLeaf: (index: number) => boolean
  /** Whether the step's outputs must be had, so that it is open what they are while they are not there. */
  readonly isWanted: (index: number) => boolean
  /** Whether all outputs can be had without executing the step: those of a target also later, out of the store. */
  readonly hasAll: (step: Step, trace: TraceHead | undefined) => boolean
  /** Whether another step, which is the same, has made what this one's execution lacks, in another place. */
  readonly isMadeAnew: (step: Step) => boolean
}

export const makeSteps = ({ wiring, prospects, facts, values }: Work): Steps => {
  const nodes = [...makeNodes(wiring)]
  const traceOf = (index: number): TraceHead | undefined => nodes[index]?.trace
  const digests: DigestOf = (producer, output) => digestOf(traceOf(producer), output)
  const { isLeaf, producers } = wiring.topology
  const isForced = (index: number): boolean => prospects[index]?.forced ?? false
  const hasAll: Steps['hasAll'] = (step, trace) => {
    const has = isCached(step) && isLeaf(step.index) ? values.isKept : values.has
    return step.application.definition.outputNames.every((output) => has(step, output, trace))
  }
  const isElsewhere = ({ producer, name, element }: StepInput, of: string | undefined): boolean =>
    element === undefined
      ? placeOf(producer, name) !== of
      : element.known !== undefined && placeOf(producer, element.list) !== element.known.of
  const placeOf = (producer: number | undefined, list: string): string | undefined =>
    producer === undefined ? undefined : outputOf(traceOf(producer), list)?.stored?.location
  return {
    nodes,
    addNodes: () => {
      const added = { topology: wiring.topology, steps: wiring.steps.slice(nodes.length) }
      nodes.push(...makeNodes(added))
    },
    unsettledBefore: (index) => {
      let unsettled = 0
      for (const producer of producers(index))
        if (traceOf(producer) === undefined && wiring.steps[producer]?.isTemplate !== true) unsettled++
      return unsettled
    },
    isOutdated: ({ inputs, lists, folded, application: { unfolding } }) => {
      if (lists !== undefined && unfolding !== undefined && folded === undefined) {
        const of = wiring.unfoldings.get(unfolding)?.of ?? []
        return lists.some((list, at) => isElsewhere(list, of[at]))
      }
      return inputs.some((input) => input.element !== undefined && isElsewhere(input, undefined))
    },
    at: nodeFinder(wiring, nodes),
    traceOf,
    digests,
    identityOf: (step) => identify(step, digests, facts),
    given: (step) => ({ inputTraces: inputsNow(step, digests), forced: isForced(step.index), traceOf }),
    isForced,
    isLeaf,
    isWanted: (index) => {
      const prospect = prospects[index]
      return isLeaf(index) || (prospect?.decision === 'run' && prospect.identity?.trace !== undefined)
    },
    hasAll,
    isMadeAnew: (step) => {
      if (!isCached(step) || isForced(step.index)) return false
      const { trace } = identify(step, digests, facts)
      return trace !== undefined && hasAll(step, trace)
    },
  }
}
