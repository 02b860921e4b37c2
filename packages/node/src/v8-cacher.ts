import { deserialize, serialize } from 'node:v8'
import type { BytesCacher, HoldingRule, Ruled } from '@stagewright/core'

/** What `v8()` can hold: what a structured clone can, which is told from functions and symbols alone. */
export interface V8Rule extends HoldingRule {
  readonly cacher: 'v8()'
  readonly refusal: this['value'] extends ((...args: never) => unknown) | symbol
    ? 'it is a function or a symbol. Return data, or use another cacher.'
    : never
}

/** Keeps structured clones. */
export interface V8Cacher extends BytesCacher<unknown>, Ruled<V8Rule> {}

const cacher: V8Cacher = Object.freeze({
  via: 'bytes',
  format: 'v8',
  extension: 'v8',
  save: (value: unknown) => {
    proveCloneable(value)
    return serialize(value)
  },
  load: (bytes: Uint8Array): unknown => deserialize(bytes),
})

/**
 * Keeps whatever a structured clone can hold: plain data, Date, Map, Set, RegExp, bigint, typed arrays, errors, cycles.
 * In the binary form of Node's `v8` module, which newer versions of Node read, and others do not.
 *
 * @throws TypeError from `save`, naming the path of a function, a symbol, or an instance of a class.
 */
export const v8 = (): V8Cacher => cacher

const cloneable = new Set([
  'Date',
  'RegExp',
  'ArrayBuffer',
  'Boolean',
  'Number',
  'String',
  'BigInt',
  'DataView',
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
])

const proveCloneable = (whole: unknown): void => {
  const pending: [value: unknown, path: string][] = [[whole, '']]
  const visited = new Set<object>()
  while (pending.length > 0) {
    const [value, path] = pending.pop() ?? [undefined, '']
    if (typeof value === 'function' || typeof value === 'symbol') refuse(path, `a ${typeof value}`)
    if (typeof value !== 'object' || value === null || visited.has(value) || ArrayBuffer.isView(value))
      continue
    visited.add(value)
    const prototype: unknown = Object.getPrototypeOf(value)
    const name =
      prototype === null
        ? 'Object'
        : String((value as { constructor?: { name?: unknown } }).constructor?.name)
    if (cloneable.has(name)) continue
    else if (name === 'Map')
      for (const [key, part] of value as Map<unknown, unknown>)
        pending.push([key, `${path} key`], [part, `${path}.get(${String(key)})`])
    else if (name === 'Set') for (const part of value as Set<unknown>) pending.push([part, `${path} member`])
    else if (name === 'Array' || name === 'Object')
      for (const [key, part] of Object.entries(value)) pending.push([part, `${path}.${key}`])
    else refuse(path, `an instance of ${name}`)
  }
}

const refuse = (path: string, what: string): never => {
  throw new TypeError(
    `${path === '' ? 'The value' : path} is ${what}, which a structured clone does not give back. Return plain data.`,
  )
}
