import { types } from 'node:util'
import type { Facts } from './facts.ts'
import { isObject, type Walk } from './reach.ts'
import type { Reference } from './reference.ts'
import { isNative } from './native.ts'
import { resolve, type Target } from './target.ts'
import { isModuleObject, isPlainObject } from './values.ts'
import { isWritten, markWritten } from './written-objects.ts'

/** Whether a target is, or is a member of, something that only holds data. */
const isContainer = (target: Target): boolean => {
  if (target.is !== 'value') return false
  const { value, rest } = target
  if (rest.length > 1 || !isObject(value) || types.isProxy(value)) return rest.length === 0
  return (
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    types.isMap(value) ||
    types.isSet(value) ||
    types.isDate(value) ||
    value instanceof URL ||
    typeof value === 'function' ||
    isPlainObject(value)
  )
}

const propertyOf = (value: object, member: string): PropertyDescriptor | undefined => {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const property = Object.getOwnPropertyDescriptor(at, member)
    if (property !== undefined) return property
  }
  return undefined
}

/** Whether a write has no other effect than to change plain data: it calls no method and no setter of the user's. */
export const isSink = (target: Target, { use, path }: Reference): boolean => {
  if (!isContainer(target)) return false
  const member = path.at(-1)
  if (target.is !== 'value' || !isObject(target.value) || member === undefined) return true
  const property = propertyOf(target.value, member)
  return use === 'appended only' ? isNative(property?.value) : property?.set === undefined
}

/** The object that a write changes. */
export const writtenTarget = (walk: Walk, reference: Reference, facts: Facts): Target => {
  const path =
    reference.use === 'written only' || reference.use === 'appended only'
      ? reference.path.slice(0, -1)
      : reference.path
  return resolve({ ...walk, untracked: new Set() }, { ...reference, path }, facts)
}

/** Remembers for good that followed code writes to an object. */
export const noteWritten = (walk: Walk, object: object): void => {
  if (isModuleObject(object) || isWritten(object)) return
  markWritten(object)
  if (walk.encoded.has(object)) walk.again = true
}

/** Remembers the objects that a function writes to. */
export const noteWrites = (walk: Walk, facts: Facts): void => {
  for (const reference of facts.canonical?.written ?? []) {
    const target = writtenTarget(walk, reference, facts)
    if (target.is !== 'value' || !isObject(target.value) || target.rest.length > 0) continue
    if (reference.use === 'appended only' ? isSink(target, reference) : isContainer(target))
      noteWritten(walk, target.value)
  }
}
