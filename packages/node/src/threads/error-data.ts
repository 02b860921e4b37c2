import * as core from '@stagewright/core'
import { inspect, isDeepStrictEqual, types } from 'node:util'

/** What was thrown, as data that can be cloned. */
export type ErrorData =
  | {
      readonly type: 'error'
      /** Its class and those that this extends, the nearest first. */
      readonly classes: readonly string[]
      readonly message: string
      readonly stack: string | undefined
      /** Its own properties, such as `code`, `cause` and `errors`. */
      readonly properties: readonly (readonly [key: string, value: ErrorData])[]
    }
  | { readonly type: 'list'; readonly items: readonly ErrorData[] }
  | { readonly type: 'value'; readonly value: unknown }

/** Errors in errors that are followed. */
const mostDepth = 8

/** What was thrown elsewhere, for executors that send it; `fromErrorData` makes it an error again. */
export const toErrorData = (thrown: unknown, depth = 0): ErrorData => {
  if (!types.isNativeError(thrown) && !(thrown instanceof Error)) {
    if (Array.isArray(thrown) && depth < mostDepth)
      return { type: 'list', items: thrown.map((item) => toErrorData(item, depth + 1)) }
    return { type: 'value', value: crosses(thrown) ? thrown : inspect(thrown) }
  }
  const keys = Object.getOwnPropertyNames(thrown).filter((key) => key !== 'stack' && key !== 'message')
  return {
    type: 'error',
    classes: classesOf(thrown),
    message: thrown.message,
    stack: thrown.stack,
    properties:
      depth < mostDepth
        ? keys.map((key) => [key, toErrorData(Reflect.get(thrown, key), depth + 1)] as const)
        : [],
  }
}

/** An error of the same class where this thread has it, or else of the nearest that it extends, under its own name. */
export const fromErrorData = (data: ErrorData): unknown => {
  if (data.type === 'value') return data.value
  if (data.type === 'list') return data.items.map(fromErrorData)
  const error = new Error(data.message)
  Object.setPrototypeOf(error, prototypeOf(data.classes))
  const own = (key: string, value: unknown): void => {
    Object.defineProperty(error, key, { value, enumerable: false, writable: true, configurable: true })
  }
  own('stack', data.stack)
  for (const [key, value] of data.properties) {
    own(key, fromErrorData(value))
    if (key !== 'cause' && key !== 'errors') Object.defineProperty(error, key, { enumerable: true })
  }
  return error
}

/** Whether a value is the same when it was cloned. */
export const crosses = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'function' && typeof value !== 'symbol'
  try {
    return isDeepStrictEqual(structuredClone(value), value)
  } catch {
    return false
  }
}

const classesOf = (error: object): readonly string[] => {
  const names: string[] = []
  for (
    let at: unknown = Object.getPrototypeOf(error);
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    const name: unknown = Reflect.get(Object(at), 'constructor')?.name
    if (typeof name === 'string' && name !== '') names.push(name)
  }
  return names
}

const prototypeOf = (classes: readonly string[]): object => {
  const [own] = classes
  for (const name of classes) {
    const known: unknown = Reflect.get(core, name) ?? Reflect.get(globalThis, name)
    if (typeof known !== 'function' || !(known === Error || known.prototype instanceof Error)) continue
    const base = known.prototype as object
    return name === own ? base : named(base, own)
  }
  return named(Error.prototype, own)
}

/** A prototype of its own, so that an error shows the name of the class that this thread does not have. */
const named = (base: object, name = 'Error'): object => {
  const shown = { [name]: class extends Error {} }[name] as typeof Error
  Object.setPrototypeOf(shown.prototype, base)
  return shown.prototype
}
