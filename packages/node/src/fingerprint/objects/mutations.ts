import { types } from 'node:util'
import type { Facts } from '../runtime/facts.ts'
import { isObject, noteWrite, type Walk } from '../walk.ts'
import type { Member, Reference } from '../syntax/reference.ts'
import { isNative } from '../runtime/native.ts'
import { exportOf, resolve, type Target } from '../target.ts'
import { isModuleObject } from './values.ts'
import { anyMember, markWritten } from './written-objects.ts'

/** Whether a target is, or is a member of, something that only holds data. */
const isContainer = (target: Target): boolean => {
  if (target.is !== 'value') return false
  const { value, rest } = target
  if (!isObject(value)) return rest.length === 0
  return rest.length <= 1 && !types.isProxy(value)
}

const propertyOf = (value: object, member: string): PropertyDescriptor | undefined => {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    // Whatever a proxy does with it, it may do more than to keep it.
    if (types.isProxy(at)) return { set: () => {} }
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
  const isOnMember = reference.use === 'written only' || reference.use === 'appended only'
  const path = isOnMember ? reference.path.slice(0, -1) : reference.path
  return resolve({ ...walk, untracked: new Set(), met: [] }, { ...reference, path }, facts)
}

/** Remembers for good that followed code writes to a member of an object. */
export const noteWritten = (walk: Walk, object: object, member: Member): void => {
  if (isModuleObject(object)) {
    if (typeof member === 'string') noteWrite(walk, exportOf(object, member))
    return
  }
  // The length of an array changes what it holds.
  const isWhole = member === 'length' && Array.isArray(object)
  noteWrite(walk, object, markWritten(object, isWhole ? anyMember : member))
}

/** Remembers the objects and the variables that a function writes to. */
export const noteWrites = (walk: Walk, facts: Facts): void => {
  for (const { on, member } of facts.canonical?.written ?? []) {
    const target = writtenTarget(walk, on, facts)
    if (target.is !== 'value' || !isObject(target.value) || target.rest.length > 0) continue
    if (on.use === 'appended only' ? isSink(target, on) : isContainer(target))
      noteWritten(walk, target.value, member)
  }
  for (const name of facts.canonical?.assigned ?? []) {
    const binding = facts.bindingOf(name)
    if (binding !== undefined) noteWrite(walk, binding)
  }
}
