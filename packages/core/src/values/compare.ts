import { formatPath, kindOf } from './encode.ts'

/**
 * The path to the first place where two values differ, `''` for the values themselves, or `undefined` where they are
 * equal. Their data counts, and not its form: absent and `undefined` properties are equal, as are objects with and without a
 * prototype, a Buffer and a Uint8Array of the same bytes, properties in any order. NaN equals itself; -0 does not equal 0.
 */
export const firstDifference = (left: unknown, right: unknown): string | undefined => {
  type Pair = { readonly left: unknown; readonly right: unknown; readonly path: readonly (string | number)[] }
  const pending: Pair[] = [{ left, right, path: [] }]
  const compared = new Map<object, Set<object>>()
  while (pending.length > 0) {
    const pair = pending.pop()
    if (pair === undefined) break
    const { left: a, right: b, path } = pair
    if (Object.is(a, b)) continue
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return formatPath(path)
    if (compared.get(a)?.has(b)) continue
    compared.set(a, (compared.get(a) ?? new Set()).add(b))
    const parts = partsOf(a, b)
    if (parts === undefined) return formatPath(path)
    for (const [key, x, y] of parts) pending.push({ left: x, right: y, path: [...path, key] })
  }
  return undefined
}

type Part = readonly [key: string | number, left: unknown, right: unknown]

const partsOf = (a: object, b: object): Iterable<Part> | undefined => {
  const kind = kindOf(a)
  if (kind !== kindOf(b) || classOf(a) !== classOf(b))
    return kind === 'Uint8Array' && kindOf(b) === kind ? bytesOf(a, b) : undefined
  if (ArrayBuffer.isView(a)) return bytesOf(a, b)
  if (kind === 'Date') return Object.is((a as Date).getTime(), (b as Date).getTime()) ? [] : undefined
  if (writtenAsText.has(kind)) return String(a) === String(b) ? [] : undefined
  if (kind === 'ArrayBuffer')
    return bytesOf(new Uint8Array(a as ArrayBuffer), new Uint8Array(b as ArrayBuffer))
  if (kind === 'Map') return pairUp([...(a as AnyMap)].flat(), [...(b as AnyMap)].flat())
  if (kind === 'Set') return pairUp([...(a as AnySet)], [...(b as AnySet)])
  if (Array.isArray(a) && Array.isArray(b)) return elementsOf(a, b)
  const hidden = kind === 'Error' ? ['message', 'cause'] : []
  return propertiesOf(a, b, new Set([...hidden, ...Object.keys(a), ...Object.keys(b)]))
}

type AnyMap = ReadonlyMap<unknown, unknown>
type AnySet = ReadonlySet<unknown>

const classOf = (value: object): unknown => Object.getPrototypeOf(value)?.constructor?.name ?? 'Object'

/** Objects that their text tells apart. */
const writtenAsText: ReadonlySet<string> = new Set(
  'RegExp URL URLSearchParams Number String Boolean BigInt'.split(' '),
)

const propertiesOf = (a: object, b: object, keys: ReadonlySet<string>): readonly Part[] =>
  Array.from(keys, (key): Part => [key, Reflect.get(a, key), Reflect.get(b, key)])

/** What is in two arrays; where one has an empty slot, the other has one. */
const elementsOf = (a: readonly unknown[], b: readonly unknown[]): readonly Part[] | undefined => {
  if (a.length !== b.length) return undefined
  const left = Object.keys(a)
  const right = new Set(Object.keys(b))
  if (left.length === right.size && left.every((key) => right.has(key)))
    return left.map((key): Part => [key, Reflect.get(a, key), Reflect.get(b, key)])
  const odd = left.find((key) => !right.has(key)) ?? [...right].find((key) => !Object.hasOwn(a, key)) ?? ''
  return [[odd, false, true]]
}

const pairUp = (a: readonly unknown[], b: readonly unknown[]): Iterable<Part> | undefined =>
  a.length === b.length ? a.map((part, index): Part => [index, part, b[index]]) : undefined

const bytesOf = (a: object, b: object): Iterable<Part> | undefined => {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b) || a.byteLength !== b.byteLength) return undefined
  const left = new Uint8Array(a.buffer, a.byteOffset, a.byteLength)
  const right = new Uint8Array(b.buffer, b.byteOffset, b.byteLength)
  return left.every((byte, index) => byte === right[index]) ? [] : undefined
}
