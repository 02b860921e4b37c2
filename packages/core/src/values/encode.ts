/** Why a value has no canonical form: `path` leads to the part that has none. */
export class UnencodableValue extends Error {
  readonly path: readonly (string | number)[]
  readonly what: string
  constructor(path: readonly (string | number)[], what: string) {
    super(`${formatPath(path)} is ${what}`)
    this.path = path
    this.what = what
  }
}

/** `a.b[0]` for a path. */
export const formatPath = (path: readonly (string | number)[]): string =>
  path
    .map((key, index) => {
      if (typeof key === 'number' || /^(0|[1-9]\d*)$/u.test(key)) return `[${key}]`
      if (!/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key)) return `[${JSON.stringify(key)}]`
      return index === 0 ? key : `.${key}`
    })
    .join('')

export type KeyOrder = 'sorted' | 'as-written'

/** Whether an object is plain data: made by `{}`, in this realm or another, or without a prototype. */
export const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return true
  return (
    typeof prototype === 'object' &&
    Object.getPrototypeOf(prototype) === null &&
    Object.prototype.hasOwnProperty.call(prototype, 'isPrototypeOf')
  )
}

/** `Map`, `Date`, `Uint8Array`: what an object is by its own account, whichever realm it comes from. */
export const kindOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1)

/**
 * A text that two values share only if they are equal: each part is tagged by its type and says its own length, so no
 * two different values can run together. Absent and `undefined` properties are equal. Takes null, booleans, numbers
 * (NaN, infinities and -0 too), bigints, strings, arrays, plain objects, Date, Map, Set, RegExp, URL and typed arrays.
 *
 * @throws UnencodableValue for functions, symbols, cycles, and instances of other classes.
 */
export const encode = (value: unknown, order: KeyOrder = 'sorted'): string => {
  if (typeof value !== 'object' || value === null) return simple(value, [])
  const out: string[] = []
  writeObject(value, [], new Set(), order, out)
  return out.join('')
}

/** Half a character has no UTF-8 of its own, and would be hashed like any other half: it is escaped. */
const text = (value: string): string => {
  if (!/\p{Surrogate}/u.test(value)) return `s${value.length}:${value}`
  const escaped = JSON.stringify(value)
  return `h${escaped.length}:${escaped}`
}

/** What is no object, as text. */
const simple = (value: unknown, path: readonly (string | number)[]): string => {
  switch (typeof value) {
    case 'undefined':
      return 'u'
    case 'boolean':
      return value ? 't' : 'f'
    case 'number':
      return Object.is(value, -0) ? 'd-0;' : `d${value};`
    case 'bigint':
      return `i${value};`
    case 'string':
      return text(value)
    case 'function':
      throw new UnencodableValue(path, 'a function')
    case 'symbol':
      throw new UnencodableValue(path, 'a symbol')
    case 'object':
      return 'n'
  }
}

const writeObject = (
  value: object,
  path: readonly (string | number)[],
  above: Set<object>,
  order: KeyOrder,
  out: string[],
): void => {
  if (above.has(value)) throw new UnencodableValue(path, 'a cycle')
  above.add(value)
  const inner = (part: unknown, key: string | number): void => {
    if (typeof part !== 'object' || part === null) out.push(simple(part, [...path, key]))
    else writeObject(part, [...path, key], above, order, out)
  }
  if (Array.isArray(value)) {
    out.push(`[${value.length}:`)
    for (let index = 0; index < value.length; index++) inner(value[index], index)
    const extra = Object.keys(value).find(
      (key) => !(String(Number(key)) === key && Number(key) < value.length),
    )
    if (extra !== undefined) throw new UnencodableValue([...path, extra], 'a named property of an array')
  } else if (isPlainObject(value)) {
    writeEntries(value, path, order, out, inner)
  } else {
    writeKnownClass(value, path, out, inner)
  }
  above.delete(value)
}

const writeEntries = (
  value: object,
  path: readonly (string | number)[],
  order: KeyOrder,
  out: string[],
  inner: (part: unknown, key: string) => void,
): void => {
  if (Object.getOwnPropertySymbols(value).length > 0)
    throw new UnencodableValue(path, 'an object with symbol keys')
  const keys = Object.keys(value)
  if (order === 'sorted') keys.sort()
  out.push('{')
  for (const key of keys) {
    const part: unknown = (value as Readonly<Record<string, unknown>>)[key]
    if (part === undefined) continue
    out.push(text(key))
    inner(part, key)
  }
  out.push('}')
}

const writeKnownClass = (
  value: object,
  path: readonly (string | number)[],
  out: string[],
  inner: (part: unknown, key: string | number) => void,
): void => {
  const className = nameOfClass(value)
  const kind = kindOf(value) === className || ArrayBuffer.isView(value) ? kindOf(value) : 'subclass'
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    let binary = ''
    for (const byte of bytes) binary += String.fromCharCode(byte)
    // A Buffer has other methods than the Uint8Array that it is.
    out.push(`y${text(className === 'Buffer' ? className : kind)}${text(binary)}`)
  } else if (kind === 'Date') out.push(`D${(value as Date).getTime()};`)
  else if (kind === 'RegExp') out.push(`R${text(String(value as RegExp))}`)
  else if (kind === 'URL') out.push(`U${text((value as URL).href)}`)
  else if (kind === 'Map') {
    const map = value as ReadonlyMap<unknown, unknown>
    out.push(`M${map.size}:`)
    let index = 0
    for (const [key, part] of map) {
      inner(key, index)
      inner(part, index++)
    }
  } else if (kind === 'Set') {
    const set = value as ReadonlySet<unknown>
    out.push(`S${set.size}:`)
    let index = 0
    for (const part of set) inner(part, index++)
  } else {
    throw new UnencodableValue(path, className === '' ? 'not plain data' : `an instance of ${className}`)
  }
}

const nameOfClass = (value: object): string => {
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name
  return typeof name === 'string' ? name : ''
}
