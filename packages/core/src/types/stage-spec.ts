import type { AnyCacher } from './list-cacher.ts'
import type { LazyOutput } from './lazy-output.ts'

/** What is said of a function over many records when it is wrapped. */
export interface AggregateSpec {
  /** Names of the artifacts that the function reads; default: none. */
  readonly inputs?: readonly string[] | undefined
  /** Names of the artifacts that the function returns, as an object of them; default: none, and it always runs. */
  readonly outputs?: readonly (string | LazyOutput)[] | undefined
  /** How outputs are kept: one cacher for each, in order. Without them nothing is kept. */
  readonly cachers?: readonly AnyCacher[] | undefined
  /** What people see; default: the function's name. */
  readonly name?: string | undefined
  /** Replaces the code fingerprint: results are stale when it changes, and only then. */
  readonly version?: string | number | undefined
  /**
   * How often a call is tried again that failed, or whose outputs could not be saved: after about 0.2 s at first, and twice
   * as long each time. Default: 0.
   */
  readonly retries?: number | undefined
  /**
   * Milliseconds after which an attempt fails: its function, and the saving of what that returned. Its `signal` asks it to
   * stop, and one that does not is not tried again. Default: never.
   */
  readonly timeoutMs?: number | undefined
  /**
   * Units of named resources that a call takes while it runs, such as `{ gpu: 1 }`. `run` says how much there is of each.
   * Default: none.
   */
  readonly needs?: Readonly<Record<string, number>> | undefined
  /**
   * `here` keeps the function in the thread that calls `run`, whatever the executor: for what holds a connection, a
   * window or a counter of the program's. Default: `anywhere`.
   */
  readonly runs?: 'here' | 'anywhere' | undefined
  /** Values that the function reaches and that are part of its code, where they cannot be followed. */
  readonly deps?: readonly unknown[] | undefined
}

/** What is said of a function over one record when it is wrapped. */
export interface StageSpec extends AggregateSpec {
  /** Passes `undefined` for inputs that the record does not have; the plan warns of it. Default: false. */
  readonly suppressMissingInputs?: boolean | undefined
}
