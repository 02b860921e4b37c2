import { isBarrier } from '../plan/guards.ts'
import { isCached, isKeyedByLists, isOpen } from '../plan/step.ts'
import type { Digest, TraceHead } from '../ports/trace.ts'
import { wholeOf } from '../store/look-ups.ts'
import type { Retention } from './retention.ts'
import { hasEndedBadly, isParked } from './states.ts'
import type { Steps } from './steps.ts'
import type { Work } from './work.ts'

/** How steps come to stand on executions: each as soon as its inputs' digests are known. */
export interface Settling {
  /** What the plan already knows settles at once. */
  readonly begin: () => void
  /** Steps were added, from this one on, and one gathers from them. */
  readonly add: (from: number, gatherer: number) => void
  /** All inputs are settled: the step settles on an earlier execution, or must execute. */
  readonly consider: (index: number) => void
  /** The step's digests are known from now on. */
  readonly settle: (index: number, base: Digest, trace: TraceHead) => void
}

/** What settling a step leads to. */
export interface SettlingLeadsTo {
  /** The step is to be considered. */
  readonly considerLater: (index: number) => void
  /** The step must execute. */
  readonly queue: (index: number) => void
  /** The step's values can be had now. */
  readonly finish: (index: number) => void
  /** Whether the step is in flight, or has its place there. */
  readonly isInFlight: (index: number) => boolean
}

export const makeSettling = (
  { wiring, prospects, run, tell, session }: Work,
  { at, identityOf, isForced, isLeaf, isOutdated, isWanted, hasAll, unsettledBefore }: Steps,
  retention: Retention,
  { considerLater, queue, finish, isInFlight }: SettlingLeadsTo,
): Settling => {
  const { topology, steps } = wiring

  const begin: Settling['begin'] = () => {
    for (const step of steps) {
      const { index } = step
      const { node } = at(index)
      // Those that settled before it was looked at have counted down from nothing.
      node.unsettledInputs = unsettledBefore(index)
      const { decision, identity } = prospects[index] ?? { decision: 'skip', identity: undefined }
      const trace = identity?.trace
      const stands = trace !== undefined && !isForced(index) && !isBarrier(step)
      if (identity === undefined || !stands || node.unsettledInputs > 0) {
        if (node.unsettledInputs === 0) considerLater(index)
        continue
      }
      node.identity = identity
      if (decision === 'run' && isCached(step)) considerLater(index)
      else {
        settle(index, identity.base, trace)
        // Of other steps' values it is known only later, by those that need them, whether nobody else has made them.
        if (decision === 'run' && topology.isLeaf(index)) queue(index)
      }
    }
    for (const { index } of steps) retention.close(index)
  }

  const consider: Settling['consider'] = (index) => {
    const { step, node } = at(index)
    if (hasEndedBadly(node) || isInFlight(index) || step.isTemplate === true) return
    const outdated = isOutdated(step)
    if (isOpen(step) || (outdated && step.lists !== undefined && !isKeyedByLists(step))) return queue(index)
    // Other steps have taken its place.
    if (outdated && step.lists === undefined) return
    const identity = identityOf(step)
    const { trace } = identity
    const isDone = node.state === 'done'
    const isAwaited = isCached(step) && isWanted(index)
    const isNeeded = node.waiters !== undefined || (!isCached(step) && isLeaf(index) && !isDone)
    // What is looked up is looked up before anything is changed.
    const mayStand = trace !== undefined && !isBarrier(step) && (!isForced(index) || trace.run === run)
    const lacks = mayStand && (isAwaited || isNeeded) && !hasAll(step, trace)
    if (lacks) tell.lacking(step, identity)
    node.identity = identity
    if (!mayStand || (isAwaited && lacks)) return queue(index)
    if (trace.run === run && !isDone) node.used = true
    settle(index, identity.base, trace)
    if (lacks) return queue(index)
    if (!isDone) tell.reused(step, trace, () => wholeOf(session, trace))
    finish(index)
  }

  const settle: Settling['settle'] = (index, base, trace) => {
    const { node } = at(index)
    const before = node.trace
    node.trace = trace
    node.base = base
    if (before === undefined) {
      retention.moved(index, undefined, trace)
      for (const dependent of topology.dependents(index)) {
        const waiting = at(dependent).node
        waiting.unsettledInputs--
        if (waiting.unsettledInputs === 0) considerLater(dependent)
      }
      return
    }
    const digestBefore = new Map(before.outputs.map(({ name, digest }) => [name, digest]))
    if (trace.outputs.every(({ name, digest }) => digestBefore.get(name) === digest)) {
      for (const dependent of topology.dependents(index))
        if (isOutdated(at(dependent).step)) reconsider(dependent)
      return
    }
    retention.moved(index, before, trace)
    for (const dependent of topology.dependents(index)) reconsider(dependent)
  }

  /** An input came out differently than was thought. */
  const reconsider = (index: number): void => {
    const { step, node } = at(index)
    node.identity = undefined
    if (isInFlight(index)) node.outdated = true
    // What it gathers from is not waited for: other steps take its place.
    else if (step.lists !== undefined && isOutdated(step)) considerLater(index)
    else if (node.unsettledInputs === 0 && node.state !== 'ready' && !isParked(node)) considerLater(index)
  }

  const add: Settling['add'] = (from, gatherer) => {
    for (let index = from; index < steps.length; index++) beginLate(index)
    beginLate(gatherer)
  }

  const beginLate = (index: number): void => {
    const { node } = at(index)
    node.unsettledInputs = unsettledBefore(index)
    node.identity = undefined
    if (node.unsettledInputs === 0) considerLater(index)
  }

  return { begin, add, consider, settle }
}
