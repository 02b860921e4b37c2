import { isPlainObject } from '../values/encode.ts'

/** Characters of a preview. */
const previewLength = 120

/** The beginning of a value as people read it, without walking the whole of it. */
export const preview = (value: unknown): string => {
  const out: string[] = []
  let left = previewLength
  const put = (text: string): void => {
    out.push(text.slice(0, left))
    left -= text.length
  }
  const show = (part: unknown, depth: number): void => {
    if (left <= 0) return
    if (typeof part === 'string') return put(JSON.stringify(part.slice(0, left)))
    if (typeof part !== 'object' || part === null)
      return put(typeof part === 'function' ? 'a function' : String(part))
    if (ArrayBuffer.isView(part)) return put(`${part.constructor.name}(${part.byteLength} bytes)`)
    if (depth > 3) return put('…')
    if (Array.isArray(part)) return showAll('[', part, ']', depth)
    if (part instanceof Map || part instanceof Set) return put(`${part.constructor.name}(${part.size})`)
    if (part instanceof Date) return put(Number.isNaN(part.getTime()) ? 'invalid date' : part.toISOString())
    if (!isPlainObject(part)) return put(part.constructor.name)
    put('{')
    let first = true
    for (const key in part) {
      if (left <= 0) return
      put(`${first ? '' : ', '}${key}: `)
      first = false
      show(Reflect.get(part, key), depth + 1)
    }
    put('}')
  }
  const showAll = (open: string, parts: readonly unknown[], close: string, depth: number): void => {
    put(open)
    for (let index = 0; index < parts.length && left > 0; index++) {
      if (index > 0) put(', ')
      show(parts[index], depth + 1)
    }
    put(close)
  }
  try {
    show(value, 0)
  } catch {
    return ''
  }
  return left < 0 ? `${out.join('')}…` : out.join('')
}
