import { types } from 'node:util'
export { isPlainObject } from '@stagewright/core'
import { isNative } from '../runtime/native.ts'

/**
 * The objects that the language or the runtime gives, of any realm. They are known by their tags, for looking at each
 * global would make Node load the half of itself that it leaves until it is asked for, `fetch` and what belongs to it.
 */
const sharedTags = new Set([
  'Math',
  'JSON',
  'Reflect',
  'Atomics',
  'Intl',
  'WebAssembly',
  'console',
  'process',
  'global',
])

/** The tag of an object, found without running anything of the program's. */
export const tagOf = (value: object): string => {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (types.isProxy(at)) return 'Object'
    const tag = Object.getOwnPropertyDescriptor(at, Symbol.toStringTag)
    if (typeof tag?.value === 'string') return tag.value
    if (tag?.get !== undefined) return isNative(tag.get) ? builtinTag(value) : 'Object'
  }
  return builtinTag(value)
}

const builtinTag = (value: object): string => Object.prototype.toString.call(value).slice(8, -1)

/** A function that each of the language's own objects has, and that nobody writes. */
const witnesses: ReadonlyMap<string, string> = new Map([
  ['Math', 'max'],
  ['JSON', 'parse'],
  ['Reflect', 'ownKeys'],
  ['Atomics', 'add'],
  ['Intl', 'getCanonicalLocales'],
  ['WebAssembly', 'compile'],
])

/** The name of an object that the language or the runtime gives, such as `Math`; what inherits from one is another. */
export const sharedName = (value: object): string | undefined => {
  const tag: unknown = Object.getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value
  if (typeof tag !== 'string' || !sharedTags.has(tag)) return undefined
  const witness = witnesses.get(tag)
  if (witness === undefined) return tag
  return isNative(Object.getOwnPropertyDescriptor(value, witness)?.value) ? tag : undefined
}

/** A module as an object: a namespace of the language's own, or what a toolchain makes of one for CommonJS. */
export const isModuleObject = (value: object): boolean =>
  types.isModuleNamespaceObject(value) || Object.getOwnPropertyDescriptor(value, '__esModule')?.value === true

const constructorName = (value: object): string => {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const made: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value
    if (typeof made === 'function' && made.name !== '') return made.name
  }
  return 'Object'
}

/** A phrase for a value that cannot be followed. */
export const describeOpaque = (value: object, label: string): string => {
  if (types.isProxy(value)) return `the proxy \`${label}\``
  if (types.isPromise(value)) return `the promise \`${label}\``
  if (types.isWeakMap(value)) return `the weak map \`${label}\``
  if (types.isWeakSet(value)) return `the weak set \`${label}\``
  if (types.isGeneratorObject(value)) return `the generator \`${label}\``
  return `the class instance \`${label}\` (${constructorName(value)})`
}

/** The class of an instance, for its code. */
export const classOf = (value: object): object | undefined => {
  if (types.isProxy(value)) return undefined
  const prototype = Object.getPrototypeOf(value) as object | null
  const made: unknown =
    prototype === null ? undefined : Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  return typeof made === 'function' ? made : undefined
}
