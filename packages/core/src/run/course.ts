import { type Identity, identify, inputsNow } from '../plan/identify.ts'
import type { DigestOf } from '../plan/key.ts'
import { isCached, type Step } from '../plan/step.ts'
import { digestOf } from '../ports/output-of.ts'
import type { Digest, InputTrace, TraceHead } from '../ports/trace.ts'
import { makeNodes, type Node, type NodeAt, nodeFinder } from './nodes.ts'
import { makeRetention, type Retention } from './retention.ts'
import { makeTwins, type Twins } from './twins.ts'
import type { Workshop } from './workshop.ts'

/** A run under way: what all parts of its schedule look at and change. */
export interface Course {
  readonly workshop: Workshop
  readonly nodes: readonly Node[]
  readonly at: NodeAt
  readonly traceOf: (index: number) => TraceHead | undefined
  readonly inputsOf: (step: Step) => readonly InputTrace[]
  readonly identityOf: (step: Step) => Identity
  readonly isForced: (index: number) => boolean
  /** Whether all outputs can be had without executing the step: those of a target also later, out of the store. */
  readonly hasAll: (step: Step, trace: TraceHead | undefined) => boolean
  readonly retention: Retention
  readonly twins: Twins
  /** Executions of this run that ended, by base: a step that waited for its turn may find that one was its own. */
  readonly landings: Map<Digest, number>
  /** Steps that are to be considered, because all their inputs are settled. */
  readonly settling: number[]
  /** Steps that are to execute, the next one last. */
  readonly runnable: number[]
  /** The step must execute. */
  readonly queue: (index: number) => void
  /** The step's values can be had now. */
  readonly finish: (index: number) => void
}

export const makeCourse = (workshop: Workshop): Course => {
  const { wiring, prospects, facts, memory, values, pinned } = workshop
  const nodes = makeNodes(wiring)
  const at = nodeFinder(wiring, nodes)
  const settling: number[] = []
  const runnable: number[] = []
  const retention = makeRetention(wiring, at, memory, pinned)
  const twins = makeTwins(at, facts)
  const traceOf = (index: number): TraceHead | undefined => nodes[index]?.trace
  const digests: DigestOf = (producer, output) => digestOf(traceOf(producer), output)
  return {
    workshop,
    nodes,
    at,
    traceOf,
    inputsOf: (step) => inputsNow(step, digests),
    identityOf: (step) => identify(step, digests, facts),
    isForced: (index) => prospects[index]?.forced ?? false,
    hasAll: (step, trace) => {
      const has = isCached(step) && wiring.topology.isLeaf(step.index) ? values.isKept : values.has
      return step.application.definition.outputNames.every((output) => has(step, output, trace))
    },
    retention,
    twins,
    landings: new Map(),
    settling,
    runnable,
    queue: (index) => {
      const { node } = at(index)
      if (node.work === 'queued' || node.work === 'running') return
      if (node.closed) retention.reopen(index)
      node.work = 'queued'
      runnable.push(index)
      if (node.trace !== undefined || node.identity === undefined) return
      twins.await(index, node.identity.base)
    },
    finish: (index) => {
      for (const waiter of takeWaiters(at(index).node)) {
        const { node: waiting } = at(waiter)
        waiting.awaiting--
        if (waiting.awaiting > 0 || waiting.work !== 'parked') continue
        waiting.work = 'queued'
        runnable.push(waiter)
      }
      retention.close(index)
    },
  }
}

/** The steps that wait until this one's values can be had; nobody waits any more. */
export const takeWaiters = (node: Node): readonly number[] => {
  const waiters = node.waiters ?? none
  node.waiters = undefined
  return waiters
}
const none: readonly number[] = []
