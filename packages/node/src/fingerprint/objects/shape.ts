import { types } from 'node:util'
import type { Canonical } from '../syntax/canonical.ts'
import { encode, encodeProperty } from './encode.ts'
import { privatesOf } from '../runtime/inspection.ts'
import { noteWritten } from './mutations.ts'
import { isNative, textOf } from '../runtime/native.ts'
import { isFn, isObject, noteMet, numberOf, type Fn, type Walk } from '../walk.ts'
import { symbolText } from './symbols.ts'
import { firstKeys, firstText, isWritten, isWrittenAt } from './written-objects.ts'

const ownOfEveryFunction = new Set<string | symbol>(['length', 'name', 'prototype', 'arguments', 'caller'])

/** The method of a class's text that a property is; -1 for what was put in its place, or beside it. */
const methodOf = (
  key: string | symbol,
  property: PropertyDescriptor,
  { methods }: Canonical,
  isStatic: boolean,
): number => {
  if (property.enumerable === true) return -1
  const halves = { method: property.value as unknown, get: property.get, set: property.set }
  const present = (['method', 'get', 'set'] as const).filter((kind) => halves[kind] !== undefined)
  const places = present.map((kind) => {
    const half = halves[kind]
    const text = isFn(half) ? textOf(half) : undefined
    return methods.findIndex(
      (method) =>
        method.kind === kind &&
        method.isStatic === isStatic &&
        (method.key === undefined || method.key === key) &&
        (method.text === text || (isStatic && text !== undefined && method.text.endsWith(text))),
    )
  })
  return places.length === 0 || places.includes(-1) ? -1 : (places[0] ?? -1)
}

const membersText = (
  walk: Walk,
  holder: object,
  label: string,
  canonical: Canonical,
  isOrdinary: (key: string | symbol, property: PropertyDescriptor) => boolean,
): string => {
  const texts: string[] = []
  const computed: string[] = []
  for (const key of firstKeys(holder, Reflect.ownKeys(holder))) {
    const property = Object.getOwnPropertyDescriptor(holder, key) ?? {}
    if (isOrdinary(key, property)) continue
    const method = methodOf(key, property, canonical, typeof holder === 'function')
    if (canonical.hasComputedKeys)
      computed.push(`${typeof key === 'symbol' ? symbolText(walk, key) : JSON.stringify(key)} ${method}`)
    if (method !== -1) continue
    const name = String(key)
    const text = encodeProperty(walk, key, property, `${label}.${name}`, [holder])
    texts.push(
      isWrittenAt(holder, key) ? firstText({ object: holder, label, path: `key ${name}` }, text) : text,
    )
  }
  // What a computed key came to shows only here.
  return [...texts, ...computed].join(',')
}

/** What a prototype inherits, where it is not what the superclass gives. */
const inheritedText = (walk: Walk, parent: object | null, label: string, canonical: Canonical): string => {
  if (parent === null || types.isProxy(parent)) return ''
  const made: unknown = Object.getOwnPropertyDescriptor(parent, 'constructor')?.value
  if (isNative(made)) return ''
  if (isFn(made) && made.prototype === parent) return ` of ${numberOf(walk, made, label)}`
  if (Object.prototype.toString.call(parent) !== '[object Object]') return ''
  const members = membersText(walk, parent, label, canonical, () => false)
  const further = inheritedText(walk, Object.getPrototypeOf(parent) as object | null, label, canonical)
  return ` of {${members}}${further}`
}

const prototypeText = (walk: Walk, fn: Fn, label: string, canonical: Canonical): string => {
  const prototype: unknown = Object.getOwnPropertyDescriptor(fn, 'prototype')?.value
  if (!isObject(prototype) || types.isProxy(prototype)) return ''
  const members = membersText(
    walk,
    prototype,
    label,
    canonical,
    (key, { value }) => key === 'constructor' && value === fn,
  )
  const superclass = Object.getPrototypeOf(fn) as { prototype?: unknown } | null
  const parent = Object.getPrototypeOf(prototype) as object | null
  const inherited = parent === superclass?.prototype ? '' : inheritedText(walk, parent, label, canonical)
  return members + inherited === '' ? '' : ` prototype {${members}}${inherited}`
}

/** The private fields of a class itself that something reads. */
const privateText = (walk: Walk, fn: Fn, label: string, canonical: Canonical): string => {
  const { privates, readsPrivate, writesThis } = canonical
  const read = privates.ofItself.filter((name) => readsPrivate.has(name))
  if (read.length === 0) return ''
  for (const name of read) if (writesThis.has(name)) noteWritten(walk, fn, name)
  const texts = privatesOf(fn).map(({ name, value }, index) => {
    if (!read.includes(name)) return ''
    const text = encode(walk, value, `${label}.${name}`, [fn])
    if (!isWrittenAt(fn, name)) return text
    walk.untracked.add(`the mutable object \`${label}\``)
    return firstText({ object: fn, label, path: `private ${index}` }, text)
  })
  return ` private [${texts.join(',')}]`
}

/** What hangs on a function besides its text: its properties, those of its prototype, and what both inherit. */
export const shapeText = (walk: Walk, fn: Fn, label: string, canonical: Canonical): string => {
  const isOrdinary = (key: string | symbol, { enumerable }: PropertyDescriptor): boolean =>
    enumerable !== true && ownOfEveryFunction.has(key)
  noteMet(walk, fn)
  const own = membersText(walk, fn, label, canonical, isOrdinary)
  if (isWritten(fn) && own !== '') walk.untracked.add(`the mutable object \`${label}\``)
  const parent: unknown = Object.getPrototypeOf(fn)
  const inherits = canonical.kind === 'function' && isFn(parent) && !isNative(parent)
  return [
    own === '' ? '' : ` {${own}}`,
    privateText(walk, fn, label, canonical),
    prototypeText(walk, fn, label, canonical),
    inherits ? ` from ${numberOf(walk, parent, label)}` : '',
  ].join('')
}
