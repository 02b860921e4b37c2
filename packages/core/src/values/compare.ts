import { formatPath, kindOf } from './encode.ts'

/**
 * The path to the first place where two values differ, `''` for the values themselves, or `undefined` where they are
 * equal. Absent and `undefined` properties are equal; NaN equals itself; -0 does not equal 0.
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
  if (
    kind !== kindOf(b) ||
    Object.getPrototypeOf(a)?.constructor?.name !== Object.getPrototypeOf(b)?.constructor?.name
  )
    return kind === 'Uint8Array' && kindOf(b) === kind ? bytesOf(a, b) : undefined
  if (ArrayBuffer.isView(a)) return bytesOf(a, b)
  if (kind === 'Date') return (a as Date).getTime() === (b as Date).getTime() ? [] : undefined
  if (kind === 'RegExp' || kind === 'URL') return String(a) === String(b) ? [] : undefined
  if (a instanceof Map && b instanceof Map) return pairUp([...a].flat(), [...b].flat())
  if (a instanceof Set && b instanceof Set) return pairUp([...a], [...b])
  if (Array.isArray(a) && Array.isArray(b)) return pairUp(a, b)
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].map((key): Part => [key, Reflect.get(a, key), Reflect.get(b, key)])
}

const pairUp = (a: readonly unknown[], b: readonly unknown[]): Iterable<Part> | undefined =>
  a.length === b.length ? a.map((part, index): Part => [index, part, b[index]]) : undefined

const bytesOf = (a: object, b: object): Iterable<Part> | undefined => {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b) || a.byteLength !== b.byteLength) return undefined
  const left = new Uint8Array(a.buffer, a.byteOffset, a.byteLength)
  const right = new Uint8Array(b.buffer, b.byteOffset, b.byteLength)
  return left.every((byte, index) => byte === right[index]) ? [] : undefined
}
