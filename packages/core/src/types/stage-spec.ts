import type { Cacher } from '../cachers/cacher.ts'
import type { LazyOutput } from './lazy-output.ts'

/** What is said of a function when it is wrapped. */
export interface AggregateSpec {
  /** Names of the artifacts that the function reads. */
  readonly inputs?: readonly string[] | undefined
  /** Names of the artifacts that the function returns. */
  readonly outputs?: readonly (string | LazyOutput)[] | undefined
  /** How outputs are kept: one cacher for each, in order. Without them nothing is kept. */
  readonly cachers?: readonly Cacher<unknown>[] | undefined
  /** What people see; default: the function's name. */
  readonly name?: string | undefined
  /** Replaces the code fingerprint: results are stale when it changes, and only then. */
  readonly version?: string | number | undefined
  /** How often a failed call is tried again; default: 0. */
  readonly retries?: number | undefined
  /** Milliseconds after which a call fails; default: never. */
  readonly timeoutMs?: number | undefined
  /** Values that the function reaches and that are part of its code, where they cannot be followed. */
  readonly deps?: readonly unknown[] | undefined
}

export interface StageSpec extends AggregateSpec {
  /** Passes `undefined` for inputs that the record does not have; the plan warns of it. */
  readonly suppressMissingInputs?: boolean | undefined
}
