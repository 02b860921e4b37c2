import { types } from 'node:util'
import { factsOf, type Facts } from './runtime/facts.ts'
import { dependenciesOf } from './packages/package-dependencies.ts'
import type { PackageIdentity } from './packages/packages.ts'
import { notePart, type PartText } from './part-text.ts'
import { sha256 } from '../files/sha256.ts'

/** Any function. */
export type Fn = (...args: never) => unknown

/** A call that reaches past the program. */
export interface Outside {
  readonly how: 'starts' | 'reads'
  /** Whether the file that it is given cannot be a tracked one. */
  readonly isCertain: boolean
  /** The functions that make such a call. */
  readonly within: readonly Fn[]
}

/** What one walk has met so far. */
export interface Walk {
  /** Functions in the order in which they were met: their numbers stand for them, so that names do not count. */
  readonly numbers: Map<object, number>
  readonly queue: { readonly fn: Fn; readonly label: string }[]
  readonly facts: Set<Facts>
  readonly parts: Map<string, string>
  readonly untracked: Set<string>
  /** Objects whose content became part of the digest. */
  readonly encoded: Set<object>
  /** Objects that functions of this walk write to. */
  readonly writes: Set<object>
  /** Those of them, and bindings that may be assigned, that the function being read looks at. */
  readonly met: object[]
  /** Things that are written, in the order in which they were met: which one is written counts. */
  readonly places: Map<object, number>
  /** Functions that are handed around as values, so that somebody may ask for their names. */
  readonly exposed: Set<Fn>
  /** Whether the name of a function or of an object's class is asked for where it is not known whose. */
  readsNames: boolean
  readsClassNames: boolean
  /** Whether something could not be read although it ought to be readable. */
  isFaulty: boolean
  /** Texts of objects that hold no way out of themselves, so that what is shared is read once. */
  readonly texts: Map<object, string>
  /** Objects that hold something around them: written out once, they are a number, for there may be many ways round. */
  readonly rings: Map<object, number>
  /** Symbols in the order in which they were met. */
  readonly symbols: Map<symbol, number>
  /** How far up the object leads that is being read, counted from the outermost one around it. */
  outermost: number
  /** What runs code elsewhere, or reads files, and whether what it is given shows that no context opened them. */
  readonly outside: Map<string, Outside>
  /** Whether some function opens a file through the context. */
  opensFiles: boolean
  /** Whether the stage takes inputs, which may be paths of tracked files. */
  hasInputs: boolean
  /** The stage's own function, and the one being read. */
  readonly root: Fn
  reading: Fn
  /** Helpers, and whether they are called with nothing but what stands in the program or in the parameters. */
  readonly isGivenNothing: Map<Fn, boolean>
  /** Whether an object was found to be written after its content had been taken. */
  again: boolean
}

/** A walk that has met nothing; `writes` are known from a walk before it. */
export const newWalk = (root: Fn, writes: Iterable<object>): Walk => ({
  numbers: new Map(),
  queue: [],
  facts: new Set(),
  parts: new Map(),
  untracked: new Set(),
  encoded: new Set(),
  writes: new Set(writes),
  met: [],
  places: new Map(),
  exposed: new Set(),
  readsNames: false,
  readsClassNames: false,
  isFaulty: false,
  texts: new Map(),
  rings: new Map(),
  symbols: new Map(),
  outermost: Infinity,
  outside: new Map(),
  opensFiles: false,
  hasInputs: false,
  root,
  reading: root,
  isGivenNothing: new Map(),
  again: false,
})

/** Whether a value has members. */
export const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

/** Whether a value is a function that can be looked into. */
export const isFn = (value: unknown): value is Fn => typeof value === 'function' && !types.isProxy(value)

/** The name of a function; a class may have put something else in its place. */
export const nameOf = (fn: Fn): string => {
  const name: unknown = Object.getOwnPropertyDescriptor(fn, 'name')?.value
  return typeof name === 'string' ? name : ''
}

/** Notes one part under a name that no other part has, and how people read it. */
export const addPart = (walk: Walk, name: string, content: string, text: PartText = content): void => {
  const digest = sha256(content)
  notePart(digest, text)
  for (let count = 1; ; count++) {
    const unique = count === 1 ? name : `${name} (${count})`
    const known = walk.parts.get(unique)
    if (known === digest) return
    if (known !== undefined) continue
    walk.parts.set(unique, digest)
    return
  }
}

/** What is known of a function, as fresh as this walk. */
export const factsIn = (walk: Walk, fn: object): Facts => {
  const facts = factsOf(fn)
  if (!walk.facts.has(facts)) {
    walk.facts.add(facts)
    facts.refresh()
  }
  return facts
}

/** A package as text. */
export const packageText = (walk: Walk, { name, version, directory }: PackageIdentity): string => {
  const text = `(package ${JSON.stringify(name)} ${version ?? ''})`
  const title = version === undefined ? `builtin ${name}` : `package ${name}@${version}`
  addPart(walk, title, text)
  const dependencies = directory === undefined ? [] : dependenciesOf(directory)
  if (dependencies.length === 0) return text
  const list = dependencies.join(' ')
  addPart(walk, `what ${title} depends on`, list, dependencies.join('\n'))
  return `${text.slice(0, -1)} with ${sha256(list)})`
}

/** The message of whatever was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown)

/** The number of something that is written, which tells it from others that look the same. */
export const placeOf = (walk: Walk, object: object): number => {
  let place = walk.places.get(object)
  if (place === undefined) walk.places.set(object, (place = walk.places.size))
  return place
}

/** Notes that the function being read looks at something; it matters where some function of the walk writes to it. */
export const noteMet = (walk: Walk, thing: object): void => {
  walk.encoded.add(thing)
  if (walk.writes.has(thing)) walk.met.push(thing)
}

/** Notes that a function of the walk writes to something; what was read of it before is read again. */
export const noteWrite = (walk: Walk, thing: object, isNew = false): void => {
  if (walk.encoded.has(thing) && (isNew || !walk.writes.has(thing))) walk.again = true
  walk.writes.add(thing)
}

/** The core puts the function of a stage under this symbol on what it gives back. */
const stageFunction = Symbol.for('stagewright.stage')

/** A function as text: its number, by which it will be printed once. A wrapped stage stands for the function inside it. */
export const numberOf = (walk: Walk, fn: Fn, label: string): string => {
  const inside: unknown = Object.getOwnPropertyDescriptor(fn, stageFunction)?.value
  if (isFn(inside)) return numberOf(walk, inside, label)
  let number = walk.numbers.get(fn)
  if (number === undefined) {
    walk.numbers.set(fn, (number = walk.numbers.size))
    // A number is what WebAssembly calls it.
    const name = nameOf(fn).replace(/^bound |^\d+$/, '') || label
    walk.queue.push({ fn, label: name })
  }
  return `#${number}`
}
