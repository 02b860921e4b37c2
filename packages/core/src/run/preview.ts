import { isPlainObject } from '../values/encode.ts'

/** Characters of a preview. */
const previewLength = 120

/** Levels of arrays and objects that are shown. */
const previewDepth = 3

/** The beginning of a value as people read it, without walking the whole of it. */
export const preview = (value: unknown): string => {
  try {
    const text = show(value, 0, previewLength)
    return text.length > previewLength ? `${text.slice(0, previewLength)}...` : text
  } catch {
    return ''
  }
}

/** Records share their parameters among many executions. */
export const previewOfParams = (params: object): string => {
  const known = previews.get(params)
  if (known !== undefined) return known
  const text = preview(params)
  previews.set(params, text)
  return text
}
const previews = new WeakMap<object, string>()

/** @param room characters that are wanted; what goes beyond them may be left out */
const show = (value: unknown, depth: number, room: number): string => {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room))
  if (typeof value !== 'object' || value === null)
    return typeof value === 'function' ? 'a function' : String(value)
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.byteLength} bytes)`
  if (depth > previewDepth) return '...'
  if (Array.isArray(value)) return showArray(value, depth, room)
  if (value instanceof Map || value instanceof Set) return `${value.constructor.name}(${value.size})`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString()
  return isPlainObject(value) ? showObject(value, depth, room) : value.constructor.name
}

const showArray = (values: readonly unknown[], depth: number, room: number): string => {
  let shown = ''
  for (let index = 0; index < values.length; index++) {
    const left = room - shown.length
    if (left < 0) break
    const part = show(values[index], depth + 1, left)
    shown += index === 0 ? part : `, ${part}`
  }
  return `[${shown}]`
}

const showObject = (value: object, depth: number, room: number): string => {
  let shown = ''
  for (const key in value) {
    const left = room - shown.length
    if (left < 0) break
    const part = `${key}: ${show(Reflect.get(value, key), depth + 1, left)}`
    shown += shown === '' ? part : `, ${part}`
  }
  return `{${shown}}`
}
