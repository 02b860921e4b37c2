/** Carries out the call of one stage function. The default calls it in this thread. */
export interface Executor {
  /** What people see in messages. */
  readonly name: string
  readonly execute: (call: Call) => Promise<unknown>
}

/** One call of a stage's function. */
export interface Call {
  readonly stage: string
  /** The record's name. */
  readonly record: string
  readonly fn: (...args: never) => unknown
  /** A stage's `(context, inputs)` or an aggregate's `(context, records, inputs)`. */
  readonly args: readonly unknown[]
  /** Aborts when the run is cancelled or the call takes too long. */
  readonly signal: AbortSignal
}
