import { copyOfKnownClass } from '../graph/record.ts'
import { mostReadsBelowOne } from './recorder.ts'
import type { Aspect } from '../ports/trace.ts'
import { isPlainObject } from '../values/encode.ts'
import { Withheld } from '../values/pack.ts'

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
): Readonly<Record<string, unknown>> =>
  // A view of an object of parameters is an object of parameters: the handler shows the keys of `params` alone.
  viewOf(params, [], note, noLooks) as Readonly<Record<string, unknown>>

/** Of all parameters, which never count as read whole for having been looked at often. */
const noLooks = new Set<string>()

/** A class, because each call of a stage needs a handler, and a literal would make each trap anew. */
class ViewHandler implements ProxyHandler<object> {
  readonly #raw: object
  readonly #path: readonly string[]
  readonly #note: Note
  /** Views of the parts, so that each part is one object. */
  #parts: Map<string, object> | undefined
  /** What was looked at directly below; absent once all of it counts as read. */
  #looks: Set<string> | undefined
  /** Whether all keys count as read. */
  #isListed = false
  /** Whether all that is shown counts as read. */
  #isWhole = false

  constructor(raw: object, path: readonly string[], note: Note, looks: Set<string> | undefined) {
    this.#raw = raw
    this.#path = path
    this.#note = note
    this.#looks = looks
  }

  /** Whoever loops over a million elements reads the whole, which is noted once, and not a million times. */
  #noteInner(key: string, aspect: Aspect): void {
    if (this.#looks === undefined) return
    this.#note([...this.#path, key], aspect)
    if (this.#path.length === 0 || this.#looks.add(`${aspect} ${key}`).size <= mostReadsBelowOne) return
    this.#note(this.#path, 'value')
    this.#looks = undefined
  }

  #reveal(key: string): unknown {
    const value: unknown = Object.hasOwn(this.#raw, key) ? Reflect.get(this.#raw, key) : undefined
    if (typeof value !== 'object' || value === null) {
      this.#noteInner(key, 'value')
      return value
    }
    if (Array.isArray(value) || isPlainObject(value)) {
      this.#noteInner(key, 'kind')
      return this.#show(key, value)
    }
    if (value instanceof Withheld) throw value.refusal([...this.#path, key])
    this.#noteInner(key, 'value')
    return copyOfKnownClass(value)
  }

  #show(key: string, value: object): object {
    const known = this.#parts?.get(key)
    if (known !== undefined) return known
    const looks = this.#looks === undefined ? undefined : new Set<string>()
    const view = viewOf(value, [...this.#path, key], this.#note, looks)
    this.#parts ??= new Map()
    this.#parts.set(key, view)
    if (this.#isWhole) behindOf(view)?.readWhole()
    return view
  }

  #isInherited(key: PropertyKey): boolean {
    if (typeof key === 'symbol') return true
    return Array.isArray(this.#raw) && !Object.hasOwn(this.#raw, key) && !/^\d+$/u.test(String(key))
  }

  shown(): Behind {
    return {
      raw: this.#raw,
      readWhole: () => {
        this.#note(this.#path, 'value')
        this.#isWhole = true
        for (const part of this.#parts?.values() ?? []) behindOf(part)?.readWhole()
      },
    }
  }

  get(_: object, key: PropertyKey): unknown {
    const raw = this.#raw
    if (key === behind) return this.shown()
    if (this.#isInherited(key)) return Reflect.get(raw, key)
    const value = this.#reveal(String(key))
    return value === undefined && !Object.hasOwn(raw, key) ? Reflect.get(raw, key) : value
  }

  has(_: object, key: PropertyKey): boolean {
    if (!this.#isInherited(key)) this.#noteInner(String(key), 'has')
    return Reflect.has(this.#raw, key)
  }

  ownKeys(): (string | symbol)[] {
    if (this.#looks !== undefined) this.#note(this.#path, 'keys')
    this.#isListed = true
    return Reflect.ownKeys(this.#raw)
  }

  getOwnPropertyDescriptor(_: object, key: string | symbol): PropertyDescriptor | undefined {
    const descriptor = Reflect.getOwnPropertyDescriptor(this.#raw, key)
    if (typeof key === 'symbol') return descriptor
    if (descriptor === undefined) {
      this.#noteInner(key, 'has')
      return undefined
    }
    if (Array.isArray(this.#raw) && key === 'length') {
      this.#noteInner(key, 'value')
      return { ...descriptor, writable: true }
    }
    const enumerable = descriptor.enumerable ?? false
    if (this.#isWhole) return { value: this.#reveal(key), writable: true, enumerable, configurable: true }
    if (!this.#isListed) this.#noteInner(key, 'has')
    // Listing keys asks for each of them as well, so the value is read where somebody looks at it.
    return { get: () => this.#reveal(key), enumerable, configurable: true }
  }

  getPrototypeOf(): object | null {
    return Reflect.getPrototypeOf(this.#raw)
  }

  set(_: object, key: PropertyKey): boolean {
    return refuse(this.#path, key)
  }

  defineProperty(_: object, key: PropertyKey): boolean {
    return refuse(this.#path, key)
  }

  deleteProperty(_: object, key: PropertyKey): boolean {
    return refuse(this.#path, key)
  }

  setPrototypeOf(): boolean {
    return false
  }

  preventExtensions(): boolean {
    return false
  }
}

const viewOf = (raw: object, path: readonly string[], note: Note, looks: Set<string> | undefined): object => {
  const handler = new ViewHandler(raw, path, note, looks)
  return new Proxy(targetLike(raw, handler), handler)
}

/**
 * A Proxy over frozen data could not show views of its parts; over an empty object it can, and whoever looks past the
 * Proxy sees nothing that would not count as read. Node's `inspect`, and so `console.log`, is shown a copy, which counts.
 */
const targetLike = (raw: object, handler: ViewHandler): object =>
  Object.assign(Array.isArray(raw) ? Object.assign([], { length: raw.length }) : {}, {
    [beneath]: handler,
    [printing]: printedView,
  })

const beneath = Symbol('stagewright.view')
const printing = Symbol.for('nodejs.util.inspect.custom')

function printedView(this: { readonly [beneath]?: ViewHandler }): unknown {
  const shown = behindOf(this) ?? this[beneath]?.shown()
  try {
    shown?.readWhole()
  } catch (error) {
    // What is printed after the stage, such as in an error of its, changes no result.
    if (!(error instanceof TypeError)) throw error
  }
  return plainCopy(shown?.raw)
}

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
const fewObjects = 16

/**
 * Counts each view that left a function in its outputs as read whole, for what is read through it later goes unnoted,
 * and tells whether there is one. Looks into plain data, arrays, maps, sets and the public fields of instances; what it
 * cannot see (closures, private fields) is caught when it reads late.
 */
export const noteEscapes = (outputs: unknown): boolean => {
  let escaped = false
  let searched = 0
  let visited: Set<unknown> | undefined
  const pending: object[] = []
  const see = (part: unknown): void => {
    if (typeof part === 'object' && part !== null) pending.push(part)
  }
  see(outputs)
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (ArrayBuffer.isView(value) || visited?.has(value) === true) continue
    if (++searched > mostObjectsSearched) break
    // Remembering costs more than seeing a few twice.
    if (searched > fewObjects) (visited ??= new Set()).add(value)
    const shown = behindOf(value)
    if (shown !== undefined) {
      shown.readWhole()
      escaped = true
    } else if (Array.isArray(value) || value instanceof Set) value.forEach(see)
    else if (value instanceof Map) {
      for (const [key, part] of value) {
        see(key)
        see(part)
      }
    } else for (const key of Reflect.ownKeys(value)) see(Reflect.getOwnPropertyDescriptor(value, key)?.value)
  }
  return escaped
}
