import type { AnyStagewrightError } from '../errors/index.ts'
import type { Facts } from '../plan/facts.ts'
import { type Identity, likelyKeys } from '../plan/identify.ts'
import type { Step } from '../plan/step.ts'
import type { Digest, Read, Trace, TraceHead } from '../ports/trace.ts'
import type { TellPart, ToldByHolder } from './told.ts'

/**
 * Executions in flight, so that identical applications of different records wait for one of them. What a function will
 * read is not known when it runs for the first time; its twin then waits as long as all that was read so far would be
 * the same for it, and goes on as soon as it is not.
 */
export interface InFlight {
  /** Whether an execution in flight may turn out to be this step's too. */
  readonly blocks: (step: Step, identity: Identity) => boolean
  /** The step waits for executions with this base. */
  readonly park: (step: Step, base: Digest) => void
  readonly begin: (identity: Identity) => Flight
  /** Steps that waited for it, and may be what another execution is. */
  readonly end: (flight: Flight) => readonly number[]
  /** Some of the steps that wait for executions with this base, to be looked at again. */
  readonly unparkSome: (base: Digest) => readonly number[]
}

/** An execution in flight; emptied when it ends, because maps that shrink leave what they held reachable from garbage. */
export interface Flight {
  readonly base: Digest
  /** Of which one is likely to be its own. */
  keys: readonly Digest[]
  reads: () => readonly Read[]
  /** Tells other sessions what was read so far, where they may have to know. */
  tell: TellPart | undefined
  isTelling: boolean
}

/** The function of a flight has read something: other sessions are told in a moment, where they may have to know. */
export const noteReads = (flight: Flight, reads: () => readonly Read[]): void => {
  flight.reads = reads
  if (flight.tell === undefined || flight.isTelling) return
  flight.isTelling = true
  queueMicrotask(() => {
    flight.isTelling = false
    flight.tell?.({ reads: flight.reads().map(({ target, saw }) => ({ target, saw })) })
  })
}

/** Another session has told what it read. */
export const hearReads = (flight: Flight, reads: ToldByHolder['reads'] & {}): void => {
  // Whether they fit is all that is asked of them.
  flight.reads = () => reads as readonly Read[]
}

/** An attempt to execute a step. */
export interface Attempt {
  readonly index: number
  readonly identity: Identity
  /** What the step's twins wait for. */
  readonly flight: Flight
  /** Counts from 1. */
  readonly number: number
  /** Whether another session had its claim. */
  readonly hasWaited: boolean
  /** Ends the timer of one that waits. */
  readonly stop: () => void
  /** What it fails with in place of a call. */
  readonly hopeless?: AnyStagewrightError | undefined
}

export const firstAttempt = (index: number, identity: Identity, flight: Flight): Attempt => ({
  index,
  identity,
  flight,
  number: 1,
  hasWaited: false,
  stop: () => {},
})

/** Steps that wait for an execution in flight and are looked at again after each of its reads. */
const mostRecheckedAtOnce = 64

const none: readonly number[] = []
const noKeys: readonly Digest[] = []
const nothing = (): readonly Read[] => []

export const makeInFlight = (facts: Facts): InFlight => {
  /** By base: most are alone with theirs. */
  const flights = new Map<Digest, Flight | Flight[]>()
  const parked = new Map<Digest, number[]>()
  const mayBeSame = (flight: Flight, step: Step, identity: Identity): boolean => {
    const keys = likelyKeys(identity)
    if (flight.keys.length > 0 && keys.length > 0) return keys.some((key) => flight.keys.includes(key))
    return flight.reads().every(({ target, saw }) => facts.see(target, step.subjects) === saw)
  }
  const unpark = (base: Digest, most: number): readonly number[] => {
    const waiting = parked.get(base)
    if (waiting === undefined) return none
    const some = waiting.splice(0, most)
    if (waiting.length === 0) parked.delete(base)
    return some
  }
  return {
    unparkSome: (base) => unpark(base, mostRecheckedAtOnce),
    blocks: (step, identity) => {
      const same = flights.get(identity.base)
      if (same === undefined) return false
      return Array.isArray(same)
        ? same.some((flight) => mayBeSame(flight, step, identity))
        : mayBeSame(same, step, identity)
    },
    park: ({ index }, base) => {
      const waiting = parked.get(base)
      if (waiting === undefined) parked.set(base, [index])
      else waiting.push(index)
    },
    begin: (identity) => {
      const { base } = identity
      const flight: Flight = {
        base,
        keys: likelyKeys(identity),
        reads: nothing,
        tell: undefined,
        isTelling: false,
      }
      const same = flights.get(base)
      if (same === undefined) flights.set(base, flight)
      else if (Array.isArray(same)) same.push(flight)
      else flights.set(base, [same, flight])
      return flight
    },
    end: (flight) => {
      const { base } = flight
      flight.keys = noKeys
      flight.reads = nothing
      flight.tell = undefined
      const same = flights.get(base)
      if (Array.isArray(same) && same.length > 1) same.splice(same.indexOf(flight), 1)
      else flights.delete(base)
      return unpark(base, Number.POSITIVE_INFINITY)
    },
  }
}

/** Steps that are compared with each execution that ended. */
const mostLookedFor = 16

/** Steps that are to execute for want of a trace, and may turn out to be what another one executes. */
export interface Twins {
  readonly await: (index: number, base: Digest) => void
  /** Whether several steps have this base. */
  readonly areThere: (base: Digest) => boolean
  /**
   * Steps that would do the same as an execution that ended, so that they settle while its values are in memory. Some of
   * them: the others find out when it is their turn. `undefined` where no other has its base.
   */
  readonly of: (index: number, trace: Trace) => readonly number[] | undefined
}

/** @param openStep a step that still is to execute for want of a trace; `undefined` where it is not */
export const makeTwins = (openStep: (index: number) => Step | undefined, facts: Facts): Twins => {
  /** By base: most are alone with theirs. */
  const waiting = new Map<Digest, number | number[]>()
  return {
    await: (index, base) => {
      const others = waiting.get(base)
      if (others === undefined) waiting.set(base, index)
      else if (typeof others === 'number') waiting.set(base, [others, index])
      else others.push(index)
    },
    areThere: (base) => typeof waiting.get(base) === 'object',
    of: (index, trace) => {
      const found = waiting.get(trace.base)
      if (found === undefined || found === index) {
        waiting.delete(trace.base)
        return undefined
      }
      const others = typeof found === 'number' ? [found] : found
      const isOther = (other: number | undefined): boolean =>
        other !== undefined && other !== index && openStep(other) !== undefined
      while (others.length > 0 && !isOther(others.at(-1))) others.pop()
      if (others.length === 0) waiting.delete(trace.base)
      return others.slice(-mostLookedFor).filter((other) => {
        const step = isOther(other) ? openStep(other) : undefined
        return (
          step !== undefined &&
          trace.reads.every(({ target, saw }) => facts.see(target, step.subjects) === saw)
        )
      })
    },
  }
}

/** What stays in memory of an execution that ended. */
export const headOf = (trace: Trace): TraceHead => {
  const { key, record, run, startedAt, durationMs, params, outputs, order } = trace
  const head = { key, record, run, startedAt, durationMs, params, outputs, order }
  return trace.reports === undefined ? head : { ...head, reports: trace.reports }
}
