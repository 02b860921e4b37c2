import { types } from 'node:util'
import { primitiveText } from '../syntax/literal.ts'
import { type Encoding, instanceText, privatesText } from './instances.ts'
import {
  addPart,
  isFn,
  isObject,
  messageOf,
  nameOf,
  noteMet,
  numberOf,
  packageText,
  type Fn,
  type Walk,
} from '../walk.ts'
import { valueText } from '../part-text.ts'
import { memberText } from '../syntax/reference.ts'
import { sha256 } from '../../files/sha256.ts'
import { throughGetter, type Target } from '../target.ts'
import { isNative, textOf } from '../runtime/native.ts'
import { settingsOf } from './settings.ts'
import { symbolText } from './symbols.ts'
import { classOf, describeOpaque, isModuleObject, isPlainObject, sharedName, tagOf } from './values.ts'
import { anyMember, firstKeys, firstText, hasChanged, isWritten, isWrittenAt } from './written-objects.ts'

const isKeyed = (value: object): boolean =>
  Array.isArray(value) || isPlainObject(value) || isModuleObject(value)

/** One property as text, under its own name; most can be listed. */
export const encodeProperty = (
  walk: Walk,
  key: string | symbol,
  property: PropertyDescriptor,
  label: string,
  around: readonly object[],
): string => {
  const plain = typeof key === 'symbol' ? symbolText(walk, key) : JSON.stringify(key)
  const name = property.enumerable === true ? plain : `hidden ${plain}`
  const { get, set } = property
  if (get === undefined && set === undefined) return `${name}:${encode(walk, property.value, label, around)}`
  const target = get === undefined ? undefined : throughGetter(walk, get, [])
  if (target !== undefined) return `${name}:${targetText(walk, target)}`
  // An accessor takes and gives whatever its object holds.
  const [getter, setter] = [get, set].map((half) => half && numberOf(walk, half as Fn, label))
  return `${name}:${getter === undefined ? '' : `get ${getter}`}${setter === undefined ? '' : `set ${setter}`}`
}

/** Bytes in longer arrays are not listed one by one only to find out whether something else stands beside them. */
const mostListed = 10_000

const ownKeysOf = (value: object): readonly (string | symbol)[] =>
  types.isTypedArray(value) && value.length > mostListed
    ? Object.getOwnPropertySymbols(value)
    : Reflect.ownKeys(value)

const encodeMembers = (
  walk: Walk,
  value: object,
  label: string,
  around: readonly object[],
  isContent: (key: string | symbol) => boolean = () => false,
): string => {
  const isModule = isModuleObject(value)
  const present = ownKeysOf(value).filter((key) => key !== '__esModule' && !isContent(key))
  const names = [...firstKeys(value, present)]
  if (isModule) names.sort((a, b) => (String(a) < String(b) ? -1 : 1))
  return names
    .flatMap((key) => {
      const property = Object.getOwnPropertyDescriptor(value, key) ?? {}
      if (isModule && property.enumerable !== true) return []
      const name = String(key)
      const inner = Array.isArray(value) ? `${label}[${name}]` : isModule ? name : `${label}.${name}`
      const text = encodeProperty(walk, key, property, inner, around)
      return [isWrittenAt(value, key) ? firstText({ object: value, label, path: `key ${name}` }, text) : text]
    })
    .join(',')
}

const bytesOf = (value: NodeJS.ArrayBufferView | ArrayBufferLike): Uint8Array =>
  ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value)

/** A global or sticky expression goes on where it stopped, so where it stood at first counts, and that it moved is told. */
const regExpText = (walk: Walk, value: RegExp, label: string): string => {
  const text = `regexp ${JSON.stringify(value.source)} ${value.flags.split('').toSorted().join('')}`
  const now = String(value.lastIndex)
  const first = firstText({ object: value, label, path: 'lastIndex' }, now)
  if (now !== first) walk.untracked.add(`the regular expression \`${label}\`, which goes on where it stopped`)
  return first === '0' ? text : `${text} at ${first}`
}

/** What stands in the box, whatever the program made of its methods. */
const boxedText = (value: object): string => {
  const boxes = [Number, String, Boolean, BigInt, Symbol].map(({ prototype }) => prototype.valueOf)
  for (const unbox of boxes)
    try {
      return primitiveText(Reflect.apply(unbox as () => unknown, value, []))
    } catch {
      continue
    }
  return ''
}

/** The content of what the language itself holds in a form of its own; `undefined` for all other objects. */
const contentOf = (
  walk: Walk,
  value: object,
  label: string,
  within: (items: Iterable<unknown>) => string,
): string | undefined => {
  if (types.isMap(value)) return `Map ${within([...Map.prototype.entries.call(value)].flat())}`
  if (types.isSet(value)) return `Set ${within(Set.prototype.values.call(value))}`
  if (types.isDate(value)) return `Date ${Date.prototype.getTime.call(value)}`
  if (types.isRegExp(value)) return regExpText(walk, value, label)
  if (types.isTypedArray(value) || types.isAnyArrayBuffer(value) || types.isDataView(value))
    return `[object ${tagOf(value)}] ${sha256(bytesOf(value))}`
  if (types.isBoxedPrimitive(value)) return `boxed ${boxedText(value)}`
  if (value instanceof URL) return `URL ${JSON.stringify(value.href)}`
  if (value instanceof URLSearchParams) return `URLSearchParams ${JSON.stringify(String(value))}`
  return settingsOf(value)
}

const isIndexOfBytes = (value: object): ((key: string | symbol) => boolean) =>
  ArrayBuffer.isView(value) || types.isStringObject(value)
    ? (key) => typeof key === 'string' && (/^\d+$/.test(key) || key === 'length')
    : (key) => key === 'length' || key === 'lastIndex'

/** The class of an array, map or other object of the language, if it is a class of the user's, and its private fields. */
const kindText = (walk: Walk, value: object, label: string, around: readonly object[]): string => {
  const made = classOf(value)
  if (made === undefined || !isFn(made) || isNative(made)) return ''
  return ` as ${numberOf(walk, made, label)}${privatesText(encoding, walk, value, label, around)}`
}

const encodeObject = (walk: Walk, value: object, label: string, outer: readonly object[]): string => {
  const around = [...outer, value]
  if (types.isProxy(value)) {
    walk.untracked.add(describeOpaque(value, label))
    return '(opaque)'
  }
  const shared = sharedName(value)
  if (shared !== undefined) return `(global ${JSON.stringify(shared)})`
  if (Array.isArray(value)) {
    const members = encodeMembers(walk, value, label, around, (key) => key === 'length')
    const now = String(value.length)
    const length = isWritten(value) ? firstText({ object: value, label, path: 'length' }, now) : now
    return `[${length} ${members}]${kindText(walk, value, label, around)}`
  }
  if (isKeyed(value)) return `{${encodeMembers(walk, value, label, around)}}`
  const within = (items: Iterable<unknown>): string =>
    [...items].map((item, index) => encode(walk, item, `${label}[${index}]`, around)).join(',')
  const content = contentOf(walk, value, label, within)
  if (content === undefined) return instanceText(encoding, walk, value, label, around)
  const members = encodeMembers(walk, value, label, around, isIndexOfBytes(value))
  const first = isWritten(value) ? firstText({ object: value, label, path: 'content' }, content) : content
  return `(${first}${members === '' ? '' : ` {${members}}`}${kindText(walk, value, label, around)})`
}

const shorten = (text: string): string => (text.length > 200 ? `(sha256 ${sha256(text)})` : text)

/** A value as text that is the same exactly when its content is. */
export const encode = (walk: Walk, value: unknown, label: string, around: readonly object[]): string => {
  if (typeof value === 'symbol') return symbolText(walk, value)
  if (!isObject(value)) return primitiveText(value)
  if (isFn(value)) {
    walk.exposed.add(value)
    walk.isGivenNothing.set(value, false)
    return numberOf(walk, value, label)
  }
  const known = walk.texts.get(value)
  if (known !== undefined) return known
  const depth = around.indexOf(value)
  if (depth !== -1) {
    walk.outermost = Math.min(walk.outermost, depth)
    return `(around ${around.length - depth})`
  }
  const ring = walk.rings.get(value)
  if (ring !== undefined) return `(again #${ring})`
  if (around.length > 500) {
    walk.outermost = -1
    walk.untracked.add(`the depths of \`${label.split(/[.[]/, 1)[0]}\``)
    return '(deep)'
  }
  noteMet(walk, value)
  const outside = walk.outermost
  const met = walk.met.length
  walk.outermost = Infinity
  const text = writtenText(walk, value, label, objectText(walk, value, label, around), around.length === 0)
  if (walk.outermost < around.length) walk.rings.set(value, walk.rings.size)
  // What is written is met anew by each function that looks at it.
  else if (walk.met.length === met && !isWritten(value)) walk.texts.set(value, text)
  walk.outermost = Math.min(walk.outermost, outside)
  return text
}

const encoding: Encoding = { value: encode, members: encodeMembers, property: encodeProperty }

/** An object that cannot be read at all is told of, and makes its stage run; the rest counts as it does elsewhere. */
const objectText = (walk: Walk, value: object, label: string, around: readonly object[]): string => {
  try {
    return encodeObject(walk, value, label, around)
  } catch (error) {
    if (error instanceof RangeError) throw error
    walk.isFaulty = true
    walk.untracked.add(`\`${label}\`, which cannot be read (${messageOf(error)})`)
    return '(unreadable)'
  }
}

/** What a captured object counts as: its content, or, where followed code writes to it, what that was at first. */
const writtenText = (
  walk: Walk,
  value: object,
  label: string,
  text: string,
  isOutermost: boolean,
): string => {
  const short = shorten(text)
  if (!isWritten(value)) {
    if (isOutermost && hasChanged(value, short)) walk.untracked.add(`the mutable object \`${label}\``)
    return short
  }
  walk.untracked.add(`the mutable object \`${label}\``)
  return isWrittenAt(value, anyMember)
    ? shorten(firstText({ object: value, label, path: '[]' }, text))
    : short
}

/** Only where they are asked for do the name and the source of a function count. */
const looksText = (value: unknown, member: string | undefined): string => {
  if (!isFn(value)) return ''
  if (member === 'name') return ` called ${JSON.stringify(nameOf(value))}`
  return member === 'toString' ? ` written ${sha256(textOf(value))}` : ''
}

/** What a reference stands for, as text. */
export const targetText = (walk: Walk, target: Target, isCalled = false): string => {
  if (target.is === 'global') return memberText(`(global ${JSON.stringify(target.name)})`, target.rest)
  if (target.is === 'package') return memberText(packageText(walk, target.of), target.rest)
  const { value, label, rest, written } = target
  // Of a function that is called nobody sees the name.
  const present =
    isCalled && rest.length === 0 && isFn(value)
      ? numberOf(walk, value, label)
      : encode(walk, value, label, [])
  const text = written === undefined ? present : firstText(written, present)
  if (written !== undefined) walk.untracked.add(`the mutable object \`${written.label}\``)
  if (!isFn(value)) {
    const content = text.replaceAll(/#\d+/g, '#')
    // Of what the program writes to, its first content counts, and that is gone.
    const asRead =
      written !== undefined || (isObject(value) && isWritten(value)) ? content : valueText(value, label)
    addPart(walk, `constant ${label}`, content, asRead)
  }
  return memberText(text + looksText(value, rest[0]), rest)
}
