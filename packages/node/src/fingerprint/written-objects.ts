/** A place inside an object that followed code writes to. */
export interface WrittenPlace {
  readonly object: object
  readonly label: string
  /** The members from the object to the place. */
  readonly path: string
}

const written = new WeakSet<object>()
const firstTexts = new WeakMap<object, Map<string, string>>()

/** Remembers for the rest of the process that followed code writes to an object. */
export const markWritten = (object: object): void => void written.add(object)

export const isWritten = (object: object): boolean => written.has(object)

/**
 * What stood at a written place when it was first looked at: what stages have put there since, such as a memo, is no
 * change of code. Where functions stand there, the present content counts.
 */
export const firstText = ({ object, path }: WrittenPlace, present: string): string => {
  if (/#\d/.test(present)) return present
  let texts = firstTexts.get(object)
  if (texts === undefined) firstTexts.set(object, (texts = new Map()))
  const first = texts.get(path)
  if (first !== undefined) return first
  texts.set(path, present)
  return present
}

const firstKeysOf = new WeakMap<object, readonly (string | symbol)[]>()

/** The keys that a written object had when it was first looked at. */
export const firstKeys = (object: object, present: readonly (string | symbol)[]): (string | symbol)[] => {
  const first = firstKeysOf.get(object) ?? present
  firstKeysOf.set(object, first)
  return [...first]
}

const seenAs = new WeakMap<object, string>()

/** Whether an object has another content than when it was first looked at, though no code is known to write to it. */
export const hasChanged = (object: object, text: string): boolean => {
  if (/#\d/.test(text)) return false
  const first = seenAs.get(object)
  if (first === undefined) seenAs.set(object, text)
  return first !== undefined && first !== text
}
