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
  try {
    if (isErrorLike(thrown)) return thrown.message === '' ? describeEmpty(thrown) : thrown.message
    return typeof thrown === 'object' ? JSON.stringify(thrown) : String(thrown)
  } catch {
    // What is thrown may throw when it is looked at.
    return `something that cannot be shown (${typeof thrown})`
  }
}

/** Errors that a list in an error without a message is shown by. */
const mostParts = 5

/** An error without a message may hold others that have one, as those of Node's connections do. */
const describeEmpty = (thrown: Error): string => {
  const parts: unknown = Reflect.get(thrown, 'errors')
  if (!Array.isArray(parts) || parts.length === 0) return thrown.name
  const told = parts.slice(0, mostParts).map((part) => (part === thrown ? thrown.name : describeThrown(part)))
  return [...told, ...(parts.length > mostParts ? [`and ${parts.length - mostParts} more`] : [])].join('; ')
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
