import { types } from 'node:util'
import { factsOf, type Facts } from './facts.ts'
import { dependenciesOf } from './package-dependencies.ts'
import type { PackageIdentity } from './packages.ts'
import { sha256 } from './sha256.ts'

/** Any function. */
export type Fn = (...args: never) => unknown

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
  /** Texts of objects that hold no way out of themselves, so that what is shared is read once. */
  readonly texts: Map<object, string>
  /** Symbols in the order in which they were met. */
  readonly symbols: Map<symbol, number>
  /** How far up the object leads that is being read, counted from the outermost one around it. */
  outermost: number
  /** What runs code elsewhere. */
  readonly started: Set<string>
  /** Whether a function has something to do with a member called `file`, as the context has one. */
  opensFiles: boolean
  /** Whether an object was found to be written after its content had been taken. */
  again: boolean
}

/** A walk that has met nothing. */
export const newWalk = (): Walk => ({
  numbers: new Map(),
  queue: [],
  facts: new Set(),
  parts: new Map(),
  untracked: new Set(),
  encoded: new Set(),
  texts: new Map(),
  symbols: new Map(),
  outermost: Infinity,
  started: new Set(),
  opensFiles: false,
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

/** Notes one part under a name that no other part has. */
export const addPart = (walk: Walk, name: string, content: string): void => {
  const digest = sha256(content)
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
  addPart(walk, `what ${title} depends on`, list)
  return `${text.slice(0, -1)} with ${sha256(list)})`
}

/** A function as text: its number, by which it will be printed once. A wrapped stage stands for the function inside it. */
export const numberOf = (walk: Walk, fn: Fn, label: string): string => {
  const wrapped = fn as Fn & { fn?: unknown; spec?: unknown }
  if (Object.hasOwn(wrapped, 'fn') && Object.hasOwn(wrapped, 'spec') && isFn(wrapped.fn))
    return numberOf(walk, wrapped.fn, label)
  let number = walk.numbers.get(fn)
  if (number === undefined) {
    walk.numbers.set(fn, (number = walk.numbers.size))
    // A number is what WebAssembly calls it.
    const name = nameOf(fn).replace(/^bound |^\d+$/, '') || label
    walk.queue.push({ fn, label: name })
  }
  return `#${number}`
}
