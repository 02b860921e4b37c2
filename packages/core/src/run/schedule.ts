import { ArtifactLostError, StageExecutionError } from '../errors/index.ts'
import type { Identity } from '../plan/identify.ts'
import { makeArrive } from './arrive.ts'
import { makeCourse } from './course.ts'
import { makeFlights } from './flights.ts'
import { makeGivingUp } from './giving-up.ts'
import type { Node } from './nodes.ts'
import { makeRecovery } from './recovery.ts'
import { makeSettling } from './settling.ts'
import { makeReady } from './ready.ts'
import { takeTurns } from './turns.ts'
import type { Workshop } from './workshop.ts'

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
  const { facts, lost, signal, concurrency } = workshop
  const course = makeCourse(workshop)
  const { at, nodes, traceOf, settling, runnable, queue } = course
  const flights = makeFlights(facts)
  const { begin, consider, settle } = makeSettling(course)
  const arrive = makeArrive(course, settle)
  const { fail, cancel } = makeGivingUp(course)
  const ready = makeReady(course, flights, cancel)
  const recover = makeRecovery(lost, traceOf, (producer, output, problem) =>
    workshop.onLost(at(producer).step, output, problem),
  )
  let running = 0
  let stopped = false

  const execute = async (index: number, identity: Identity): Promise<void> => {
    const { step, node } = at(index)
    const flight = flights.takeOff(identity)
    node.work = 'running'
    running++
    try {
      const performed = await workshop.perform({
        step,
        identity,
        inputTraces: course.inputsOf(step),
        forced: course.isForced(index),
        identityNow: () => course.identityOf(step),
        traceOf,
        onReads: (reads) => {
          flight.observe(reads)
          if (running < concurrency) wake(flights.unpark(identity.base, mostRecheckedAtOnce))
        },
      })
      arrive(index, performed)
    } catch (error) {
      node.work = 'none'
      if (signal.aborted) return
      const loss = lossIn(error)
      if (loss !== undefined && recover(step, loss)) queue(index)
      else {
        stopped ||= !workshop.keepGoing
        fail(index, error)
      }
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

  const turns = takeTurns(() => {
    let next = settling.pop()
    if (next !== undefined) {
      consider(next)
      return 'again'
    }
    const halted = stopped || signal.aborted
    if (!halted && running < concurrency) {
      next = runnable.pop()
      if (next !== undefined) {
        const identity = ready(next)
        if (identity !== undefined) void execute(next, identity)
        return 'again'
      }
    }
    return running === 0 ? 'over' : 'wait'
  })
  begin()
  for (const [index, error] of workshop.refused) fail(index, error)
  await turns.done(signal)
  return { nodes, landed: turns.over }
}

/** The loss of an input, which a function meets itself when it loads a lazy output by its handle. */
const lossIn = (error: unknown): ArtifactLostError | undefined => {
  const reason: unknown = error instanceof StageExecutionError ? error.cause : error
  return reason instanceof ArtifactLostError ? reason : undefined
}
