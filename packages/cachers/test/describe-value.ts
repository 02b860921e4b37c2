/**
 * All that a program can see of a value, as a text: classes, properties in their order and how they are declared, what is
 * the same object twice, the memory behind typed arrays.
 */
export const describeValue = (whole: unknown): string => {
  const met = new Map<object, number>()
  const describe = (value: unknown): string => {
    if (typeof value === 'symbol' || typeof value === 'function') return typeof value
    if (typeof value !== 'object' || value === null)
      return `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`
    const before = met.get(value)
    if (before !== undefined) return `#${before}`
    met.set(value, met.size)
    const prototype = Object.getPrototypeOf(value) as object | null
    const kind = Object.prototype.toString.call(value).slice(8, -1)
    return `${prototype === null ? 'bare' : prototype.constructor.name} ${kind} ${slots(value, kind)} {${properties(value)}}`
  }
  const slots = (value: object, kind: string): string => {
    if (ArrayBuffer.isView(value))
      return `${value.byteOffset} ${value.byteLength} of ${describe(value.buffer as object)}`
    switch (kind) {
      case 'ArrayBuffer':
        return Buffer.from(value as ArrayBuffer).toString('hex')
      case 'Date':
        return String((value as Date).getTime())
      case 'RegExp':
      case 'URL':
      case 'URLSearchParams':
        return String(value)
      case 'Map':
        return [...(value as ReadonlyMap<unknown, unknown>)].flat().map(describe).join()
      case 'Set':
        return [...(value as ReadonlySet<unknown>)].map(describe).join()
      case 'Number':
      case 'Boolean':
      case 'BigInt':
        return describe(value.valueOf())
      default:
        return ''
    }
  }
  const properties = (value: object): string => {
    const keys = ArrayBuffer.isView(value)
      ? Object.keys(value).slice(value.byteLength)
      : Reflect.ownKeys(value)
    return keys
      .map((key) => {
        const { get, set, enumerable, value: part } = Object.getOwnPropertyDescriptor(value, key) ?? {}
        // A stack is a getter in some versions of the runtime, and elements that are computed are read.
        const isRead = key === 'stack' || Array.isArray(value)
        const shown: unknown = isRead ? Reflect.get(value, key) : get || set ? Symbol() : part
        return `${String(key)}${enumerable ? '' : '!'}: ${describe(shown)}`
      })
      .join()
  }
  return describe(whole)
}
