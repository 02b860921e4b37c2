/** Carries out the call of one stage function. The default calls it in this thread. */
export interface Executor {
  /** What people see in messages. */
  readonly name: string
  readonly execute: (call: Call) => Promise<unknown>
}

export interface Call {
  readonly stage: string
  readonly record: string
  readonly fn: (...args: never) => unknown
  /** A stage's `(context, inputs)` or an aggregate's `(context, records, inputs)`. */
  readonly args: readonly unknown[]
  readonly signal: AbortSignal
}
