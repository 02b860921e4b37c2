import type { Subject } from '../graph/application.ts'
import type { Aspect } from '../ports/trace.ts'
import { encode, isPlainObject, kindOf } from '../values/encode.ts'

/** The value at a path of a record's parameters; `undefined` where there is none. */
const valueAt = (subject: Subject, path: readonly string[]): unknown => {
  let value: unknown = subject.params
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}

/**
 * What a function sees when it looks at one aspect of a parameter, as canonical text. Whoever records a read and
 * whoever checks it later call this one function, so equal texts mean equal sights.
 *
 * @throws UnencodableValue
 */
export const observe = (subject: Subject, path: readonly string[], aspect: Aspect): string => {
  const value = valueAt(subject, path)
  switch (aspect) {
    case 'value':
      return encode(represented(subject, path, value), 'as-written')
    case 'kind':
      return kindOfValue(value)
    case 'keys':
      return encode(typeof value === 'object' && value !== null ? keysOf(subject, path, value) : undefined)
    case 'has':
      return value === undefined ? 'f' : 't'
    case 'operational':
      return subject.operational.has(path[0] ?? '') ? 'operational' : 'not operational'
  }
}

const keysOf = (subject: Subject, path: readonly string[], value: object): readonly string[] =>
  path.length === 0 ? Object.keys(value).filter((key) => !subject.operational.has(key)) : Object.keys(value)

const represented = (subject: Subject, path: readonly string[], value: unknown): unknown => {
  const [top] = path
  if (top === undefined) {
    const whole: Record<string, unknown> = Object.create(null)
    for (const key of Object.keys(subject.params))
      if (!subject.operational.has(key)) whole[key] = represented(subject, [key], subject.params[key])
    return whole
  }
  const form = path.length === 1 ? subject.represent[top] : undefined
  // The types of `record` give each form the parameter that it stands for.
  return form === undefined ? value : form(value as never)
}

const kindOfValue = (value: unknown): string => {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value
  return isPlainObject(value) ? 'object' : kindOf(value)
}
