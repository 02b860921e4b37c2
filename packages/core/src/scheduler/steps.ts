import { type Identity, identify } from '../plan/identify.ts'
import type { DigestOf } from '../plan/key.ts'
import { isCached, type Step } from '../plan/step.ts'
import { digestOf } from '../ports/output-of.ts'
import type { TraceHead } from '../ports/trace.ts'
import { makeNodes, type Node, type NodeAt, nodeFinder } from './states.ts'
import type { Work } from './work.ts'

/** What is known of the steps of a run by now. */
export interface Steps {
  readonly nodes: readonly Node[]
  readonly at: NodeAt
  /** The execution that a step stands on. */
  readonly traceOf: (index: number) => TraceHead | undefined
  readonly digests: DigestOf
  readonly identityOf: (step: Step) => Identity
  readonly isForced: (index: number) => boolean
  readonly isLeaf: (index: number) => boolean
  /** Whether the step's outputs must be had, so that it is open what they are while they are not there. */
  readonly isWanted: (index: number) => boolean
  /** Whether all outputs can be had without executing the step: those of a target also later, out of the store. */
  readonly hasAll: (step: Step, trace: TraceHead | undefined) => boolean
}

export const makeSteps = ({ wiring, prospects, facts, values }: Work): Steps => {
  const nodes = makeNodes(wiring)
  const traceOf = (index: number): TraceHead | undefined => nodes[index]?.trace
  const digests: DigestOf = (producer, output) => digestOf(traceOf(producer), output)
  const { isLeaf } = wiring.topology
  return {
    nodes,
    at: nodeFinder(wiring, nodes),
    traceOf,
    digests,
    identityOf: (step) => identify(step, digests, facts),
    isForced: (index) => prospects[index]?.forced ?? false,
    isLeaf,
    isWanted: (index) => {
      const prospect = prospects[index]
      return isLeaf(index) || (prospect?.decision === 'run' && prospect.identity?.trace !== undefined)
    },
    hasAll: (step, trace) => {
      const has = isCached(step) && isLeaf(step.index) ? values.isKept : values.has
      return step.application.definition.outputNames.every((output) => has(step, output, trace))
    },
  }
}
