/** What an oracle finds wrong. */
export type FindingType =
  /** A value that a clean run does not give. */
  | 'stale'
  /** Something was executed that was not needed, or twice. */
  | 'needless'
  /** Something was not executed that had to be. */
  | 'missing'
  /** The plan said something else than what happened. */
  | 'plan'
  /** Something ran before what it begins after had ended well, or was told as skipped where that failed. */
  | 'order'
  /** A reason that is no difference, or a difference that no reason states. */
  | 'reason'
  /** Something was accepted that is no result of the step's own, or refused though only its code changed. */
  | 'accept'
  /** Garbage collection took what a run of the present program needs. */
  | 'lost'
  /** A plan wrote to the store. */
  | 'write'
  /** A run rejected without a cause. */
  | 'failure'

/** What is wrong, in words; the error of a counterexample. */
export class OracleFinding extends Error {
  readonly _tag = 'OracleFinding'
  readonly type: FindingType
  /** The message without its type. */
  readonly detail: string
  constructor(type: FindingType, detail: string, cause?: unknown) {
    super(`${type}: ${detail}`, cause === undefined ? undefined : { cause })
    this.name = 'OracleFinding'
    this.type = type
    this.detail = detail
  }
}
