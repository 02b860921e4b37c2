import { copyOfKnownClass } from '../graph/record.ts'
import type { Aspect } from '../ports/trace.ts'
import { isPlainObject } from '../values/encode.ts'

type Note = (path: readonly string[], aspect: Aspect) => void

/** Asked of a view, gives what it shows. */
const behind: unique symbol = Symbol.for('stagewright.view')

interface Behind {
  readonly raw: object
  /** Notes the whole of what the view shows as read. */
  readonly readWhole: () => void
}

/**
 * Parameters behind a Proxy that notes what is looked at: values, presence (`in`), keys in their order (spread,
 * enumeration, `length`), at any depth. Parameters cannot be changed through it. A value that a Proxy cannot stand for
 * (Date, Map, Set, a typed array) counts as read whole and is given as a copy.
 */
export const makeView = (
  params: Readonly<Record<string, unknown>>,
  note: Note,
): Readonly<Record<string, unknown>> => {
  const views = new Map<string, object>()
  const show = (raw: object, path: readonly string[]): object => {
    const id = path.map((key) => `${key.length}:${key}`).join('')
    const known = views.get(id)
    if (known !== undefined) return known
    const view = new Proxy(targetLike(raw), handlerFor(raw, path))
    views.set(id, view)
    return view
  }
  const handlerFor = (raw: object, path: readonly string[]): ProxyHandler<object> => {
    const reveal = (key: string): unknown => {
      const value: unknown = Object.hasOwn(raw, key) ? Reflect.get(raw, key) : undefined
      const inner = [...path, key]
      if (typeof value !== 'object' || value === null) {
        note(inner, 'value')
        return value
      }
      if (Array.isArray(value) || isPlainObject(value)) {
        note(inner, 'kind')
        return show(value, inner)
      }
      note(inner, 'value')
      return copyOfKnownClass(value)
    }
    const inherited = (key: PropertyKey): boolean =>
      typeof key === 'symbol' ||
      (Array.isArray(raw) && !Object.hasOwn(raw, key) && !/^\d+$/u.test(String(key)))
    return {
      get: (_, key) => {
        if (key === behind) return { raw, readWhole: () => note(path, 'value') } satisfies Behind
        if (inherited(key)) return Reflect.get(raw, key)
        const value = reveal(String(key))
        return value === undefined && !Object.hasOwn(raw, key) ? Reflect.get(raw, key) : value
      },
      has: (_, key) => {
        if (!inherited(key)) note([...path, String(key)], 'has')
        return Reflect.has(raw, key)
      },
      ownKeys: () => {
        note(path, 'keys')
        return Reflect.ownKeys(raw)
      },
      getOwnPropertyDescriptor: (_, key) => {
        const descriptor = Reflect.getOwnPropertyDescriptor(raw, key)
        if (typeof key === 'symbol') return descriptor
        if (descriptor === undefined) {
          note([...path, key], 'has')
          return undefined
        }
        if (Array.isArray(raw) && key === 'length') {
          note([...path, key], 'value')
          return { ...descriptor, writable: true }
        }
        return {
          value: reveal(key),
          writable: true,
          enumerable: descriptor.enumerable ?? false,
          configurable: true,
        }
      },
      getPrototypeOf: () => Reflect.getPrototypeOf(raw),
      set: (_, key) => refuse(path, key),
      defineProperty: (_, key) => refuse(path, key),
      deleteProperty: (_, key) => refuse(path, key),
      setPrototypeOf: () => false,
      preventExtensions: () => false,
    }
  }
  // A view of an object of parameters is an object of parameters: the handler shows the keys of `params` alone.
  return show(params, []) as Readonly<Record<string, unknown>>
}

/** A Proxy over frozen data could not show views of its parts; over a copy it can, and prints as what it shows. */
const targetLike = (raw: object): object => (Array.isArray(raw) ? [...raw] : { ...raw })

const refuse = (path: readonly string[], key: PropertyKey): never => {
  throw new TypeError(`Parameters cannot be changed: ${[...path, String(key)].join('.')} is read-only.`)
}

const behindOf = (value: unknown): Behind | undefined =>
  // Only a view's handler answers to the symbol, and it answers with a Behind.
  typeof value === 'object' && value !== null
    ? ((value as { [behind]?: unknown })[behind] as Behind | undefined)
    : undefined

/**
 * A plain copy of what a view of the parameters shows, for what cannot take a Proxy (structuredClone, postMessage).
 * Counts as reading everything in it. Other values come back as they are.
 */
export const snapshot = <Value>(view: Value): Value => {
  const shown = behindOf(view)
  if (shown === undefined) return view
  shown.readWhole()
  // The copy has the keys and values of what the view shows.
  return plainCopy(shown.raw) as Value
}

const plainCopy = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plainCopy)
  if (!isPlainObject(value)) return copyOfKnownClass(value)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainCopy(part)]))
}

/** How many objects of a stage's outputs are searched for views. */
const mostObjectsSearched = 100_000

/**
 * Counts each view that left a function in its outputs as read whole, for what is read through it later goes unnoted,
 * and tells whether there is one. Looks into plain data, arrays, maps, sets and the public fields of instances; what it
 * cannot see (closures, private fields) is caught when it reads late.
 */
export const noteEscapes = (outputs: unknown): boolean => {
  let escaped = false
  const pending: unknown[] = [outputs]
  const visited = new Set<unknown>()
  while (pending.length > 0 && visited.size < mostObjectsSearched) {
    const value = pending.pop()
    if (typeof value !== 'object' || value === null || visited.has(value) || ArrayBuffer.isView(value))
      continue
    visited.add(value)
    const shown = behindOf(value)
    if (shown !== undefined) {
      shown.readWhole()
      escaped = true
    } else if (value instanceof Map) for (const [key, part] of value) pending.push(key, part)
    else if (Array.isArray(value) || value instanceof Set) for (const part of value) pending.push(part)
    else
      for (const { value: part } of Object.values(Object.getOwnPropertyDescriptors(value))) pending.push(part)
  }
  return escaped
}
