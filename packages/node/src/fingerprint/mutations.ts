import { types } from 'node:util'
import type { Facts } from './facts.ts'
import { isObject, type Walk } from './reach.ts'
import type { Reference } from './reference.ts'
import { resolve, type Target } from './target.ts'
import { isModuleObject, isPlainObject } from './values.ts'
import { isWritten, markWritten } from './written-objects.ts'

/** Whether writing to a target has no other effect than to change plain data. */
export const isSink = (target: Target): boolean => {
  if (target.is !== 'value') return false
  const { value, rest } = target
  if (rest.length > 1 || !isObject(value) || types.isProxy(value)) return rest.length === 0
  return Array.isArray(value) || types.isMap(value) || types.isSet(value) || isPlainObject(value)
}

/** The object that a write changes. */
export const writtenTarget = (walk: Walk, reference: Reference, facts: Facts): Target => {
  const path = reference.use === 'written only' ? reference.path.slice(0, -1) : reference.path
  return resolve({ ...walk, untracked: new Set() }, { ...reference, path }, facts)
}

/** Remembers the objects that a function writes to. */
export const noteWrites = (walk: Walk, facts: Facts): void => {
  for (const reference of facts.canonical?.written ?? []) {
    const target = writtenTarget(walk, reference, facts)
    if (target.is !== 'value' || !isObject(target.value) || typeof target.value === 'function') continue
    if (!isSink(target) || isModuleObject(target.value) || isWritten(target.value)) continue
    markWritten(target.value)
    if (walk.encoded.has(target.value)) walk.again = true
  }
}
