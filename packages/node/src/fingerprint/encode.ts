import { types } from 'node:util'
import { primitiveText } from './literal.ts'
import { addPart, isFn, isObject, numberOf, packageText, type Fn, type Walk } from './reach.ts'
import { memberText } from './reference.ts'
import { sha256 } from './sha256.ts'
import { throughGetter, type Target } from './target.ts'
import { classOf, describeOpaque, isModuleObject, isPlainObject, sharedName } from './values.ts'
import { firstText, isWritten } from './written-objects.ts'

const isKeyed = (value: object): boolean =>
  Array.isArray(value) || isPlainObject(value) || isModuleObject(value)

export const encodeMembers = (
  walk: Walk,
  value: object,
  label: string,
  around: readonly object[],
): string => {
  const isModule = isModuleObject(value)
  const names = Reflect.ownKeys(value).filter(
    (key) =>
      key !== '__esModule' && key !== 'length' && Object.prototype.propertyIsEnumerable.call(value, key),
  )
  if (isModule) names.sort((a, b) => (String(a) < String(b) ? -1 : 1))
  return names
    .map((key) => {
      const name = typeof key === 'symbol' ? String(key) : key
      const property = Object.getOwnPropertyDescriptor(value, key)
      const inner = Array.isArray(value) ? `${label}[${name}]` : isModule ? name : `${label}.${name}`
      if (property?.get !== undefined) {
        const target = throughGetter(walk, property.get, [])
        const text =
          target === undefined ? numberOf(walk, property.get as Fn, inner) : targetText(walk, target)
        return `${JSON.stringify(name)}:${target === undefined ? 'get ' : ''}${text}`
      }
      return `${JSON.stringify(name)}:${encode(walk, property?.value, inner, around)}`
    })
    .join(',')
}

const bytesOf = (value: NodeJS.ArrayBufferView | ArrayBufferLike): Uint8Array =>
  ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value)

const encodeObject = (walk: Walk, value: object, label: string, outer: readonly object[]): string => {
  const around = [...outer, value]
  const shared = types.isProxy(value) ? undefined : sharedName(value)
  if (shared !== undefined) return `(global ${JSON.stringify(shared)})`
  if (!types.isProxy(value)) {
    const within = (items: Iterable<unknown>): string =>
      [...items].map((item, index) => encode(walk, item, `${label}[${index}]`, around)).join(',')
    if (Array.isArray(value)) return `[${value.length} ${encodeMembers(walk, value, label, around)}]`
    if (isKeyed(value)) return `{${encodeMembers(walk, value, label, around)}}`
    if (types.isMap(value)) return `(Map ${within([...Map.prototype.entries.call(value)].flat())})`
    if (types.isSet(value)) return `(Set ${within(Set.prototype.values.call(value))})`
    if (types.isDate(value)) return `(Date ${Number(value)})`
    if (types.isRegExp(value))
      return `(regexp ${JSON.stringify(value.source)} ${value.flags.split('').toSorted().join('')})`
    if (types.isTypedArray(value) || types.isAnyArrayBuffer(value) || types.isDataView(value))
      return `(${Object.prototype.toString.call(value)} ${sha256(bytesOf(value))})`
    if (types.isBoxedPrimitive(value)) return `(boxed ${primitiveText(value.valueOf())})`
    if (value instanceof URL) return `(URL ${JSON.stringify(value.href)})`
  }
  walk.untracked.add(describeOpaque(value, label))
  const made = classOf(value)
  return isFn(made) && !types.isPromise(value) ? `(instance ${numberOf(walk, made, label)})` : '(opaque)'
}

const shorten = (text: string): string => (text.length > 200 ? `(sha256 ${sha256(text)})` : text)

/** A value as text that is the same exactly when its content is. */
export const encode = (walk: Walk, value: unknown, label: string, around: readonly object[]): string => {
  if (!isObject(value)) return primitiveText(value)
  if (isFn(value)) return numberOf(walk, value, label)
  const depth = around.indexOf(value)
  if (depth !== -1) return `(around ${around.length - depth})`
  if (around.length > 500) {
    walk.untracked.add(`the depths of \`${label.split(/[.[]/, 1)[0]}\``)
    return '(deep)'
  }
  walk.encoded.add(value)
  const text = encodeObject(walk, value, label, around)
  if (!isWritten(value)) return shorten(text)
  walk.untracked.add(`the mutable object \`${label}\``)
  return shorten(firstText({ object: value, label, path: '[]' }, text))
}

/** What a reference stands for, as text. */
export const targetText = (walk: Walk, target: Target): string => {
  if (target.is === 'global') return memberText(`(global ${JSON.stringify(target.name)})`, target.rest)
  if (target.is === 'package') return memberText(packageText(walk, target.of), target.rest)
  const { value, label, rest, written } = target
  const present = encode(walk, value, label, [])
  const text = written === undefined ? present : firstText(written, present)
  if (written !== undefined) walk.untracked.add(`the mutable object \`${written.label}\``)
  if (!isFn(value)) addPart(walk, `constant ${label}`, text.replaceAll(/#\d+/g, '#'))
  return memberText(text, rest)
}
