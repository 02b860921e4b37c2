import { isPlainObject, kindOf } from './encode.ts'

/** Typed arrays of more elements are not asked for their properties: each element would be listed by name. */
const mostListed = 1024

/**
 * What an object has beside the data that its kind holds, as the end of a sentence: a class of its own, properties that are
 * hidden or computed, keys that are symbols, a property on a Map. `undefined` for an ordinary one.
 */
export const oddityOf = (value: object): string | undefined => {
  if (Array.isArray(value)) return isOfKind(value, 'Array') ? oddProperty(value, 'array') : instanceOf(value)
  const kind = kindOf(value)
  if (isPlainObject(value)) return kind === 'Object' ? oddProperty(value, 'object') : `an ${kind} object`
  if (!isOfKind(value, kind)) return instanceOf(value)
  return beside(value, kind)
}

/** `a Map`, `an instance of Model`. */
export const instanceOf = (value: object): string => {
  const kind = kindOf(value)
  const maker: unknown = (value as { readonly constructor?: unknown }).constructor
  const name = typeof maker === 'function' && maker.name !== '' ? maker.name : kind
  const article = /^[aeiou]/iu.test(name) ? 'an' : 'a'
  const isBuiltIn = kind === name && (kind === 'Array' || isOfKind(value, kind))
  return isBuiltIn || ArrayBuffer.isView(value) ? `${article} ${name}` : `an instance of ${name}`
}

/** Whether the object was made by the built-in class of that name, of this realm or another, and by no subclass of it. */
const isOfKind = (value: object, kind: string): boolean => {
  const prototype = prototypeOf(value)
  if (prototype === null) return false
  const { name, above } = lineageOf(prototype)
  if (name === 'Buffer') return kind === 'Uint8Array'
  if (kind === 'Error') return nativeErrors.get(name) === above
  return name === kind && above === (isTypedArray(value) ? 3 : 2)
}

interface Lineage {
  /** Of the class that the prototype belongs to. */
  readonly name: string
  /** Prototypes, with this one. */
  readonly above: number
}

/** Most objects have one of a few prototypes. */
const lineages = new WeakMap<object, Lineage>()

const lineageOf = (prototype: object): Lineage => {
  const known = lineages.get(prototype)
  if (known !== undefined) return known
  let above = 0
  for (let next: object | null = prototype; next !== null; next = prototypeOf(next)) above++
  const lineage = { name: ownName(prototype), above }
  lineages.set(prototype, lineage)
  return lineage
}

/** Native errors, and how many prototypes are above each. */
const nativeErrors: ReadonlyMap<string, number> = new Map([
  ['Error', 2],
  ...['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'].map(
    (name) => [name, 3] as const,
  ),
])

const prototypeOf = (value: object): object | null => Object.getPrototypeOf(value)

const ownName = (prototype: object): string => {
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  return typeof maker === 'function' ? maker.name : ''
}

const isTypedArray = (value: object): boolean => ArrayBuffer.isView(value) && kindOf(value) !== 'DataView'

const oddProperty = (value: object, what: 'array' | 'object'): string | undefined => {
  if (Object.getOwnPropertySymbols(value).length > 0) return `an ${what} with a symbol for a key`
  for (const key of Object.getOwnPropertyNames(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key)
    if (property === undefined || (what === 'array' && key === 'length')) continue
    if (property.get !== undefined || property.set !== undefined)
      return `an ${what} that computes its property '${key}'`
    if (property.enumerable === false) return `an ${what} with the hidden property '${key}'`
  }
  return undefined
}

/** The properties that objects of a kind have as what they are. */
const belongs = (value: object, kind: string, key: string): boolean => {
  if (kind === 'RegExp') return key === 'lastIndex'
  if (kind === 'Error') return key === 'message' || key === 'stack' || key === 'cause'
  if (kind === 'String') return key === 'length' || Number(key) < String(value).length
  return ArrayBuffer.isView(value) && kind !== 'DataView' && /^\d+$/u.test(key)
}

const beside = (value: object, kind: string): string | undefined => {
  if (ArrayBuffer.isView(value) && value.byteLength > mostListed) return undefined
  const odd = Reflect.ownKeys(value).find((key) => typeof key === 'symbol' || !belongs(value, kind, key))
  return odd === undefined ? undefined : `${instanceOf(value)} with the property '${String(odd)}'`
}

/**
 * Whether a typed array or DataView is of a built-in class of its own kind, and shows all of an ordinary ArrayBuffer. Others
 * come back over memory of their own, and a Buffer as a Uint8Array.
 */
export const ownsItsMemory = (view: ArrayBufferView): boolean => {
  const { buffer } = view
  return (
    view.constructor.name === kindOf(view) &&
    kindOf(buffer) === 'ArrayBuffer' &&
    buffer.byteLength === view.byteLength &&
    !isResizable(buffer)
  )
}

/** Whether a buffer's length can change, which no format tells. */
export const isResizable = (buffer: object): boolean =>
  (buffer as { readonly resizable?: unknown }).resizable === true
