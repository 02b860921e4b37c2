import { isCached } from '../plan/step.ts'
import type { Digest, TraceHead } from '../ports/trace.ts'
import type { Course } from './course.ts'

/** How steps come to stand on executions: each as soon as its inputs' digests are known. */
export interface Settling {
  /** What the plan already knows settles at once. */
  readonly begin: () => void
  /** All inputs are settled: the step settles on an earlier trace, or must execute. */
  readonly consider: (index: number) => void
  /** The step's digests are known from now on. */
  readonly settle: (index: number, base: Digest, trace: TraceHead) => void
}

export const makeSettling = (course: Course): Settling => {
  const { workshop, at, traceOf, isForced, hasAll, retention, settling, queue } = course
  const { wiring, prospects } = workshop
  const { topology, steps } = wiring

  const settle: Settling['settle'] = (index, base, trace) => {
    const { node } = at(index)
    const before = node.trace
    node.trace = trace
    node.base = base
    if (before === undefined) {
      retention.moved(index, undefined, trace)
      for (const dependent of topology.dependents(index)) {
        const waiting = at(dependent).node
        waiting.waitingOn--
        if (waiting.waitingOn === 0) settling.push(dependent)
      }
      return
    }
    const digestBefore = new Map(before.outputs.map(({ name, digest }) => [name, digest]))
    if (trace.outputs.every(({ name, digest }) => digestBefore.get(name) === digest)) return
    retention.moved(index, before, trace)
    for (const dependent of topology.dependents(index)) reconsider(dependent)
  }

  /** An input came out otherwise than was thought. */
  const reconsider = (index: number): void => {
    const { node } = at(index)
    node.identity = undefined
    if (node.work === 'running') node.outdated = true
    else if (node.waitingOn === 0 && node.work !== 'queued' && node.work !== 'parked') settling.push(index)
  }

  const consider: Settling['consider'] = (index) => {
    const { step, node } = at(index)
    if (node.work === 'cancelled' || node.work === 'failed' || node.work === 'running') return
    const identity = course.identityOf(step)
    node.identity = identity
    const { trace } = identity
    const stands = trace !== undefined && step.application.definition.outputs.length > 0
    if (!stands || (isForced(index) && trace.run !== workshop.run)) return queue(index)
    if (isCached(step) && isWanted(index) && !hasAll(step, trace)) return queue(index)
    if (trace.run === workshop.run && node.work !== 'done') node.used = true
    settle(index, identity.base, trace)
    const isNeeded =
      node.waiters !== undefined || (!isCached(step) && topology.isLeaf(index) && node.work !== 'done')
    if (isNeeded && !hasAll(step, trace)) return queue(index)
    if (node.work !== 'done') workshop.onReused(step, trace)
    course.finish(index)
  }

  /** Whether the step's outputs must be had, so that it is open what they are while they are not there. */
  const isWanted = (index: number): boolean =>
    topology.isLeaf(index) ||
    (prospects[index]?.decision === 'run' && prospects[index].identity?.trace !== undefined)

  const begin = (): void => {
    for (const step of steps) {
      const { index } = step
      const { node } = at(index)
      // Those that settled before it was looked at have counted down from nothing.
      node.waitingOn = 0
      for (const producer of topology.producers(index)) if (traceOf(producer) === undefined) node.waitingOn++
      const { decision, identity } = prospects[index] ?? { decision: 'skip', identity: undefined }
      const trace = identity?.trace
      const stands = trace !== undefined && !isForced(index) && step.application.definition.outputs.length > 0
      if (identity === undefined || !stands || node.waitingOn > 0) {
        if (node.waitingOn === 0) settling.push(index)
        continue
      }
      node.identity = identity
      if (decision === 'run' && isCached(step)) settling.push(index)
      else {
        settle(index, identity.base, trace)
        // Of other steps' values it is known only later, by those that need them, whether nobody else has made them.
        if (decision === 'run' && topology.isLeaf(index)) queue(index)
      }
    }
    for (const { index } of steps) retention.close(index)
  }

  return { begin, consider, settle }
}
