import { types } from 'node:util'
import type { Canonical } from './canonical.ts'
import { encodeProperty } from './encode.ts'
import { isNative, textOf } from './native.ts'
import { isFn, isObject, numberOf, type Fn, type Walk } from './reach.ts'
import { symbolText } from './symbols.ts'
import { firstText, isWritten } from './written-objects.ts'

const ownOfEveryFunction = new Set<string | symbol>(['length', 'name', 'prototype', 'arguments', 'caller'])

/** Whether a property is a method that the text of the class holds already, and not one that was put in its place. */
const isOfText = (property: PropertyDescriptor, { members }: Canonical): boolean => {
  const parts = 'value' in property ? [property.value as unknown] : [property.get, property.set]
  return parts.every((part) => {
    if (part === undefined) return !('value' in property)
    if (!isFn(part)) return false
    const text = textOf(part)
    return members.some((member) => member === text || (member.startsWith('static') && member.endsWith(text)))
  })
}

const membersText = (
  walk: Walk,
  holder: object,
  label: string,
  canonical: Canonical,
  isOrdinary: (key: string | symbol, property: PropertyDescriptor) => boolean,
): string => {
  const texts: string[] = []
  const keys = Reflect.ownKeys(holder)
  for (const key of keys) {
    const property = Object.getOwnPropertyDescriptor(holder, key) ?? {}
    if (isOrdinary(key, property) || isOfText(property, canonical)) continue
    texts.push(encodeProperty(walk, key, property, `${label}.${String(key)}`, [holder]))
  }
  // What a computed key came to shows only here.
  if (canonical.hasComputedKeys)
    for (const key of keys) texts.push(typeof key === 'symbol' ? symbolText(walk, key) : JSON.stringify(key))
  return texts.join(',')
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

/** What hangs on a function besides its text: its properties, those of its prototype, and what both inherit. */
export const shapeText = (walk: Walk, fn: Fn, label: string, canonical: Canonical): string => {
  const isOrdinary = (key: string | symbol, { enumerable }: PropertyDescriptor): boolean =>
    enumerable !== true && ownOfEveryFunction.has(key)
  walk.encoded.add(fn)
  const present = membersText(walk, fn, label, canonical, isOrdinary)
  const own = isWritten(fn) ? firstText({ object: fn, label, path: '[]' }, present) : present
  if (isWritten(fn)) walk.untracked.add(`the mutable object \`${label}\``)
  const parent: unknown = Object.getPrototypeOf(fn)
  const inherits = canonical.kind === 'function' && isFn(parent) && !isNative(parent)
  return [
    own === '' ? '' : ` {${own}}`,
    prototypeText(walk, fn, label, canonical),
    inherits ? ` from ${numberOf(walk, parent, label)}` : '',
  ].join('')
}
