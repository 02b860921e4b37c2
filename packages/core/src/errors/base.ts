/** Where something went wrong, as far as it is known. */
export interface Place {
  readonly stage?: string | undefined
  /** The record's name. */
  readonly record?: string | undefined
  readonly artifact?: string | undefined
}

/** What every error of this library is. `_tag` equals the class's name and tells errors apart without `instanceof`. */
export abstract class StagewrightError extends Error {
  abstract readonly _tag: string
  readonly stage: string | undefined
  readonly record: string | undefined
  readonly artifact: string | undefined

  constructor(message: string, place: Place = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.stage = place.stage
    this.record = place.record
    this.artifact = place.artifact
  }
}

/** Names that a sentence holds before the rest is counted. */
const mostNames = 20

/** Names in a sentence: `'a', 'b' and 'c'`, or `'a', 'b', ... and 80 more`. */
export const quoteAll = (names: readonly string[]): string => {
  const quoted = names.slice(0, mostNames).map((name) => `'${name}'`)
  const last = names.length > mostNames ? `${names.length - mostNames} more` : quoted.pop()
  if (last === undefined) return 'nothing'
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`
}

/** A person's reading of something thrown, which need not be an Error. */
export const describeThrown = (thrown: unknown): string => {
  if (isErrorLike(thrown)) return thrown.message === '' ? thrown.name : thrown.message
  try {
    return typeof thrown === 'object' ? JSON.stringify(thrown) : String(thrown)
  } catch {
    return Object.prototype.toString.call(thrown)
  }
}

/** An Error of this realm or of another one. */
const isErrorLike = (thrown: unknown): thrown is Error =>
  thrown instanceof Error ||
  (typeof thrown === 'object' &&
    thrown !== null &&
    'name' in thrown &&
    'message' in thrown &&
    typeof thrown.name === 'string' &&
    typeof thrown.message === 'string')
