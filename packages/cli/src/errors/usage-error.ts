/** The command was used wrongly: the message says how to use it. */
export class UsageError extends Error {
  readonly _tag = 'UsageError'
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'UsageError'
  }
}
