import { ArtifactLostError, StageExecutionError, StagewrightError } from '../errors/index.ts'
import { type Identity, identify, inputsNow } from '../plan/identify.ts'
import { isCached, type Step } from '../plan/step.ts'
import type { Digest, Trace, TraceHead } from '../ports/trace.ts'
import { type Flight, makeFlights } from './flights.ts'
import { makeNodes, type Node, nodeFinder } from './nodes.ts'
import { makeRecovery } from './recovery.ts'
import { makeRetention } from './retention.ts'
import { takeTurns } from './turns.ts'
import { makeTwins } from './twins.ts'
import type { Performed, Workshop } from './workshop.ts'

export interface Schedule {
  /** Every step's last state; after an abort, some may be running still. */
  readonly nodes: readonly Node[]
  /** Resolves when nothing runs any more. */
  readonly landed: Promise<void>
}

/** Steps that wait for an execution under way and are looked at again after each of its reads. */
const mostRecheckedAtOnce = 64

/**
 * Carries a plan out. Each step settles on a trace as soon as its inputs' digests are known: on an earlier one where
 * that fits, or on a new one after executing. Only what must execute, and what executing steps need and cannot load,
 * executes.
 *
 * There is no recursion: what becomes possible goes into one of two lists, and the list of what can run is a stack, so
 * that begun chains are finished before others are begun and their values leave memory early.
 */
export const schedule = async (workshop: Workshop): Promise<Schedule> => {
  const { wiring, prospects, facts, memory, values, lost } = workshop
  const { topology, steps } = wiring
  const nodes = makeNodes(wiring)
  const flights = makeFlights(facts)
  const settling: number[] = []
  const runnable: number[] = []
  /** Executions of this run that ended, by base: a step that waited for its turn may find that one was its own. */
  const landingsOf = new Map<Digest, number>()
  let running = 0
  let stopped = false

  const at = nodeFinder(wiring, nodes)
  const traceOf = (index: number): TraceHead | undefined => nodes[index]?.trace
  const digestOf = (index: number, output: string): Digest | undefined =>
    traceOf(index)?.outputs.find(({ name }) => name === output)?.digest
  const identityOf = (step: Step): Identity => identify(step, inputsNow(step, digestOf), facts)
  const retention = makeRetention(wiring, at, memory, workshop.pinned)
  const twins = makeTwins(at, facts)
  const recover = makeRecovery(lost, traceOf, (producer, output, problem) =>
    workshop.onLost(at(producer).step, output, problem),
  )
  const isForced = (index: number): boolean => prospects[index]?.forced ?? false
  const { isLeaf } = topology
  const outputsOf = (step: Step): readonly string[] => step.application.definition.outputNames
  const hasAll = (step: Step, trace: TraceHead | undefined): boolean =>
    outputsOf(step).every((output) => values.has(step, output, trace))

  const queue = (index: number): void => {
    const { node } = at(index)
    if (node.work === 'queued' || node.work === 'running') return
    if (node.closed) retention.reopen(index)
    node.work = 'queued'
    runnable.push(index)
    if (node.trace !== undefined || node.identity === undefined) return
    twins.await(index, node.identity.base)
  }

  /** The step's digests are known from now on. */
  const settle = (index: number, base: Digest, trace: TraceHead): void => {
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

  /** All inputs are settled: the step settles on an earlier trace, or must execute. */
  const consider = (index: number): void => {
    const { step, node } = at(index)
    if (node.work === 'cancelled' || node.work === 'failed' || node.work === 'running') return
    const identity = identityOf(step)
    node.identity = identity
    const { trace } = identity
    const stands = trace !== undefined && step.application.definition.outputs.length > 0
    if (!stands || (isForced(index) && trace.run !== workshop.run)) return queue(index)
    if (isCached(step) && isWanted(index) && !hasAll(step, trace)) return queue(index)
    if (trace.run === workshop.run && node.work !== 'done') node.used = true
    settle(index, identity.base, trace)
    const mustHave = node.waiters !== undefined || (!isCached(step) && isLeaf(index) && node.work !== 'done')
    if (mustHave && !hasAll(step, trace)) return queue(index)
    if (node.work !== 'done') workshop.onReused(step, trace)
    finish(index)
  }
  /** Whether the step's outputs must be had, so that it is open what they are while they are not there. */
  const isWanted = (index: number): boolean =>
    isLeaf(index) || (prospects[index]?.decision === 'run' && prospects[index].identity?.trace !== undefined)

  /** Looks whether a step can run now; where it cannot, sees to what it waits for. */
  const tryStart = (index: number): void => {
    const { step, node } = at(index)
    if (node.work !== 'queued') return
    const stands = node.trace !== undefined && node.base === node.identity?.base
    if (stands && !isForced(index) && hasAll(step, node.trace)) {
      node.work = 'none'
      return finish(index)
    }
    if (!fetchInputs(index)) return
    const identity = node.identity ?? identityOf(step)
    node.identity = identity
    const landings = landingsOf.get(identity.base) ?? 0
    if (landings > node.landings) {
      node.landings = landings
      node.work = 'none'
      settling.push(index)
      return
    }
    if (flights.blocks(step, identity)) {
      node.work = 'parked'
      return flights.park(step, identity.base)
    }
    node.work = 'running'
    running++
    void fly(index, flights.takeOff(identity))
  }

  /** Whether all inputs can be had now; asks for those that cannot. */
  const fetchInputs = (index: number): boolean => {
    const { step, node } = at(index)
    let absent: Set<number> | undefined
    for (const { name, producer } of step.inputs) {
      if (producer === undefined) continue
      const source = at(producer)
      if (source.node.work === 'failed' || source.node.work === 'cancelled') {
        cancel(index)
        return false
      }
      if (!values.has(source.step, name, source.node.trace)) (absent ??= new Set()).add(producer)
      else if (source.node.work === 'none') source.node.used = true
    }
    if (absent === undefined) return true
    node.work = 'parked'
    node.awaiting = absent.size
    for (const producer of absent) {
      const source = at(producer).node
      if (source.waiters === undefined) source.waiters = [index]
      else source.waiters.push(index)
      if (source.work === 'none' || source.work === 'done') queue(producer)
    }
    return false
  }

  const fly = async (index: number, flight: Flight): Promise<void> => {
    const { step, node } = at(index)
    const base = node.identity?.base ?? ''
    try {
      if (node.identity === undefined) return
      const performed = await workshop.perform({
        step,
        identity: node.identity,
        inputTraces: inputsNow(step, digestOf),
        forced: isForced(index),
        traceOf,
        onReads: (reads) => {
          flight.observe(reads)
          if (running < workshop.concurrency) wake(flights.unpark(base, mostRecheckedAtOnce))
        },
      })
      arrive(index, performed)
    } catch (error) {
      node.work = 'none'
      if (workshop.signal.aborted) return
      const lostArtifact = lossIn(error)
      if (lostArtifact !== undefined && recover(step, lostArtifact)) queue(index)
      else fail(index, error)
    } finally {
      running--
      for (const waiting of flight.land()) {
        const { node: other } = at(waiting)
        if (other.work !== 'parked') continue
        other.work = 'none'
        settling.push(waiting)
      }
      turns.next()
    }
  }
  const wake = (indices: readonly number[]): void => {
    for (const index of indices) {
      if (at(index).node.work !== 'parked') continue
      at(index).node.work = 'queued'
      runnable.push(index)
    }
    if (indices.length > 0) turns.next()
  }

  const arrive = (index: number, performed: Performed): void => {
    const { step, node } = at(index)
    node.work = performed.shared ? 'none' : 'done'
    node.used ||= performed.shared
    const { base } = performed.trace
    landingsOf.set(base, (landingsOf.get(base) ?? 0) + 1)
    settle(index, base, headOf(performed.trace))
    for (const { stored } of performed.trace.outputs) if (stored !== undefined) lost.delete(stored.location)
    for (const { name, digest } of performed.trace.outputs)
      if (performed.values.has(name)) memory.put(digest, performed.values.get(name))
    for (const twin of twins.of(index, performed.trace)) {
      at(twin).node.work = 'none'
      settling.push(twin)
    }
    if (node.outdated) {
      node.outdated = false
      node.work = 'none'
      settling.push(index)
      return
    }
    if (performed.shared && !hasAll(step, performed.trace)) return queue(index)
    if (performed.shared) workshop.onReused(step, performed.trace)
    finish(index)
  }

  /** The step's values can be had now. */
  const finish = (index: number): void => {
    const { node } = at(index)
    for (const waiter of takeWaiters(node)) {
      const { node: waiting } = at(waiter)
      waiting.awaiting--
      if (waiting.awaiting > 0 || waiting.work !== 'parked') continue
      waiting.work = 'queued'
      runnable.push(waiter)
    }
    retention.close(index)
  }

  const fail = (index: number, thrown: unknown): void => {
    const { step, node } = at(index)
    const error =
      thrown instanceof StagewrightError
        ? thrown
        : new StageExecutionError(
            { stage: step.application.definition.name, record: step.application.subject.name },
            thrown,
            1,
          )
    node.work = 'failed'
    node.error = error
    if (!workshop.keepGoing) stopped = true
    workshop.onFailed(step, error)
    spreadCancel(index)
  }
  const cancel = (index: number): void => {
    at(index).node.work = 'cancelled'
    spreadCancel(index)
  }
  /** What cannot do without a step that will not execute is given up. */
  const spreadCancel = (first: number): void => {
    const pending = [first]
    while (pending.length > 0) {
      const index = pending.pop() ?? -1
      const { node } = at(index)
      const unsettled = topology
        .dependents(index)
        .filter((dependent) => at(dependent).node.trace === undefined)
      for (const dependent of [...unsettled, ...takeWaiters(node)]) {
        const other = at(dependent).node
        if (other.work === 'cancelled' || other.work === 'failed' || other.work === 'running') continue
        other.work = 'cancelled'
        pending.push(dependent)
      }
      retention.close(index)
    }
  }

  /** What the plan already knows settles at once. */
  const begin = (): void => {
    for (const { index } of steps) {
      const { step, node } = at(index)
      node.waitingOn = 0
      for (const producer of topology.producers(index)) if (traceOf(producer) === undefined) node.waitingOn++
      const { decision, identity, forced } = prospects[index] ?? {
        decision: 'skip',
        identity: undefined,
        forced: false,
      }
      const trace = identity?.trace
      const stands = trace !== undefined && !forced && outputsOf(step).length > 0
      if (identity === undefined || !stands || node.waitingOn > 0) {
        if (node.waitingOn === 0) settling.push(index)
        continue
      }
      node.identity = identity
      if (decision === 'run' && isCached(step)) settling.push(index)
      else {
        settle(index, identity.base, trace)
        // Of other steps' values it is known only later, by those that need them, whether nobody else has made them.
        if (decision === 'run' && isLeaf(index)) queue(index)
      }
    }
    for (const step of steps) retention.close(step.index)
  }

  const turns = takeTurns(() => {
    let next = settling.pop()
    if (next !== undefined) {
      consider(next)
      return 'again'
    }
    const halted = stopped || workshop.signal.aborted
    if (!halted && running < workshop.concurrency) {
      next = runnable.pop()
      if (next !== undefined) {
        tryStart(next)
        return 'again'
      }
    }
    return running === 0 ? 'over' : 'wait'
  })
  begin()
  await turns.done(workshop.signal)
  return { nodes, landed: turns.over }
}

/** What stays in memory of an execution that ended. */
const headOf = (trace: Trace): TraceHead => {
  const { key, record, run, startedAt, durationMs, params, outputs, order } = trace
  const head = { key, record, run, startedAt, durationMs, params, outputs, order }
  return trace.reports === undefined ? head : { ...head, reports: trace.reports }
}

const takeWaiters = (node: Node): readonly number[] => {
  const waiters = node.waiters ?? none
  node.waiters = undefined
  return waiters
}
const none: readonly number[] = []

/** The loss of an input, which a function meets itself when it loads a lazy output by its handle. */
const lossIn = (error: unknown): ArtifactLostError | undefined => {
  const reason: unknown = error instanceof StageExecutionError ? error.cause : error
  return reason instanceof ArtifactLostError ? reason : undefined
}
