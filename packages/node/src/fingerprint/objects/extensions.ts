import type { Canonical } from '../syntax/canonical.ts'
import { encodeProperty } from './encode.ts'
import { isNative } from '../runtime/native.ts'
import { factsIn, isFn, type Walk } from '../walk.ts'

const typedArrays = Object.getPrototypeOf(Uint8Array) as typeof Uint8Array

/** What values of the language inherit from. */
const prototypes: readonly object[] = [
  Object,
  Function,
  Array,
  String,
  Number,
  Boolean,
  BigInt,
  Symbol,
  Date,
  RegExp,
  Map,
  Set,
  WeakMap,
  WeakSet,
  Promise,
  Error,
  ArrayBuffer,
  typedArrays,
].map(({ prototype }) => prototype as object)

interface Extension {
  readonly key: string
  readonly property: PropertyDescriptor
}

const isGiven = (walk: Walk, part: unknown): boolean =>
  part === undefined ||
  !isFn(part) ||
  isNative(part) ||
  factsIn(walk, part).package()?.name.startsWith('node:') === true

const constants = new Set(['name', 'message', 'length', 'constructor', 'BYTES_PER_ELEMENT'])

const found = new Map<string, readonly Extension[]>()
let isForgetting = false

/** Names are looked up once for all that is fingerprinted in one turn. */
const forgetSoon = (): void => {
  if (isForgetting) return
  isForgetting = true
  queueMicrotask(() => {
    isForgetting = false
    found.clear()
  })
}

const extensionsOf = (walk: Walk, member: string): readonly Extension[] => {
  const known = found.get(member)
  if (known !== undefined) return known
  const all: Extension[] = []
  for (const prototype of prototypes) {
    if (!Object.hasOwn(prototype, member)) continue
    const property = Object.getOwnPropertyDescriptor(prototype, member) ?? {}
    const { value, get, set } = property
    const isData = 'value' in property && !isFn(value)
    const isOwn = isData ? !constants.has(member) : ![value, get, set].every((part) => isGiven(walk, part))
    if (isOwn) all.push({ key: member, property })
  }
  found.set(member, all)
  forgetSoon()
  return all
}

/** What the program put on the classes of the language (`Array.prototype.total = ...`) under names that a function reads. */
export const extensionsText = (walk: Walk, { members }: Canonical): string => {
  let text = ''
  for (const member of members)
    for (const { key, property } of extensionsOf(walk, member))
      text += ` extended ${encodeProperty(walk, key, property, key, [])}`
  return text
}
