import type { Facts } from '../plan/facts.ts'
import { type Identity, likelyKeys } from '../plan/identify.ts'
import type { Step } from '../plan/step.ts'
import type { Digest, Read } from '../ports/trace.ts'

/**
 * Executions under way, so that identical applications of different records wait for one of them. What a function will
 * read is not known when it runs for the first time; an application then waits as long as all that was read so far
 * would be the same for it, and goes on as soon as it is not.
 */
export interface Flights {
  /** Whether an execution under way may turn out to be this step's too. */
  readonly blocks: (step: Step, identity: Identity) => boolean
  readonly park: (step: Step, base: Digest) => void
  readonly takeOff: (identity: Identity) => Flight
  /** Some of the steps that wait for executions with this base, to be looked at again. */
  readonly unpark: (base: Digest, most: number) => readonly number[]
}

export interface Flight {
  readonly observe: (reads: () => readonly Read[]) => void
  /** Gives the steps that waited for it. */
  readonly land: () => readonly number[]
}

interface Airborne {
  /** Of which one is likely to be its own. */
  keys: readonly Digest[]
  reads: () => readonly Read[]
}

const none: readonly number[] = []
const noKeys: readonly Digest[] = []
const nothing = (): readonly Read[] => []

export const makeFlights = (facts: Facts): Flights => {
  const byBase = new Map<Digest, Airborne[]>()
  const parked = new Map<Digest, number[]>()
  const mayBeSame = (flight: Airborne, step: Step, identity: Identity): boolean => {
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
    blocks: (step, identity) =>
      byBase.get(identity.base)?.some((flight) => mayBeSame(flight, step, identity)) ?? false,
    park: (step, base) => {
      const waiting = parked.get(base)
      if (waiting === undefined) parked.set(base, [step.index])
      else waiting.push(step.index)
    },
    takeOff: (identity) => {
      const { base } = identity
      const flight: Airborne = { keys: likelyKeys(identity), reads: nothing }
      const same = byBase.get(base)
      if (same === undefined) byBase.set(base, [flight])
      else same.push(flight)
      return {
        observe: (reads) => {
          flight.reads = reads
        },
        land: () => {
          // A map that shrinks keeps what it held reachable from garbage, which only a rare full collection clears.
          flight.keys = noKeys
          flight.reads = nothing
          const others = byBase.get(base) ?? []
          if (others.length === 1) byBase.delete(base)
          else others.splice(others.indexOf(flight), 1)
          return unpark(base, Number.POSITIVE_INFINITY)
        },
      }
    },
    unpark,
  }
}
