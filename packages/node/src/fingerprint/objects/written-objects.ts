/** A place inside an object that followed code writes to. */
export interface WrittenPlace {
  readonly object: object
  readonly label: string
  /** The members from the object to the place. */
  readonly path: string
}

/** Stands for every member, where it is known only while the code runs which one is written. */
export const anyMember: unique symbol = Symbol('any member')

type Member = string | symbol

const written = new WeakMap<object, Set<Member>>()
const firstTexts = new WeakMap<object, Map<string, string>>()

/** Remembers for the rest of the process that followed code writes to a member of an object; false if that is known. */
export const markWritten = (object: object, member: Member): boolean => {
  let members = written.get(object)
  if (members === undefined) written.set(object, (members = new Set()))
  if (members.has(anyMember) || members.has(member)) return false
  members.add(member)
  return true
}

/** Whether followed code writes to an object at all. */
export const isWritten = (object: object): boolean => written.has(object)

/** Whether followed code may write to one member. */
export const isWrittenAt = (object: object, member: Member): boolean => {
  const members = written.get(object)
  return members !== undefined && (members.has(anyMember) || members.has(member))
}

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

const firstKeysOf = new WeakMap<object, Map<Member, readonly Member[]>>()

/** The keys of an object; of those that followed code writes to, the ones that were there when it was first looked at. */
export const firstKeys = (object: object, present: readonly Member[]): readonly Member[] => {
  const members = written.get(object)
  if (members === undefined) return present
  let known = firstKeysOf.get(object)
  if (known === undefined) firstKeysOf.set(object, (known = new Map()))
  if (members.has(anyMember)) {
    const first = known.get(anyMember) ?? present
    known.set(anyMember, first)
    return first
  }
  for (const member of members)
    if (!known.has(member)) known.set(member, present.includes(member) ? [member] : [])
  const atFirst = [...members].flatMap((member) => known?.get(member) ?? [])
  const stayed = present.filter((key) => !members.has(key) || atFirst.includes(key))
  return [...stayed, ...atFirst.filter((key) => !present.includes(key))]
}

const seenAs = new WeakMap<object, string>()

/** Whether an object has another content than when it was first looked at, though no code is known to write to it. */
export const hasChanged = (object: object, text: string): boolean => {
  if (/#\d/.test(text)) return false
  const first = seenAs.get(object)
  if (first === undefined) seenAs.set(object, text)
  return first !== undefined && first !== text
}
