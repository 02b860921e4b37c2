import { inspect } from 'node:util'
import type { ParameterSets } from '@stagewright/core'
import { suggest } from '../errors/suggest.ts'
import { UsageError } from '../errors/usage-error.ts'
import { writtenValue } from './written-value.ts'

/** `--set path=value`; `+path=value` adds a parameter that no set has, or gives one a value of another kind. */
interface Assignment {
  readonly path: readonly string[]
  readonly adds: boolean
  /** As it was written. */
  readonly text: string
  /** What was written behind the `=`. */
  readonly right: string
}

const parse = (text: string): Assignment => {
  const at = text.indexOf('=')
  const adds = text.startsWith('+')
  const path = text.slice(adds ? 1 : 0, at).split('.')
  if (at < 1 || path.includes(''))
    throw new UsageError(
      `--set takes NAME=VALUE, such as --set k=3 or --set model.depth=2, and not '${text}'.`,
    )
  return { path, adds, text, right: text.slice(at + 1) }
}

/**
 * Parameter sets with some parameters set to other values. The sets that are given stay as they are.
 *
 * @throws UsageError for a parameter that no set has, unless it is added by `+`
 */
export const applyAssignments = (sets: ParameterSets, texts: readonly string[]): ParameterSets => {
  let changed = sets
  for (const text of texts) {
    const assignment = parse(text)
    refuseUnknown(changed, assignment)
    const { path, right } = assignment
    const replaced = assignment.adds ? [] : Object.values(changed).flatMap((set) => find(set, path))
    const value = writtenValue(path.join('.'), right, replaced)
    changed = Object.fromEntries(
      Object.entries(changed).map(([name, set]) => [name, assign(set, path, { text, value })]),
    )
  }
  return changed
}

const refuseUnknown = (sets: ParameterSets, { path, adds, text }: Assignment): void => {
  const all = Object.values(sets)
  if (adds || all.length === 0 || all.some((set) => find(set, path).length > 0)) return
  const known = new Set(all.flatMap((set) => pathsOf(set)))
  const name = path.join('.')
  throw new UsageError(
    `No parameter set has '${name}'.${suggest(name, known)} There are: ${[...known].join(', ')}. To add it, write --set +${text}.`,
  )
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** The value at a path, alone; nothing where there is none. */
const find = (set: object, path: readonly string[]): readonly unknown[] => {
  let value: unknown = set
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return []
    value = Reflect.get(value, key)
  }
  return [value]
}

const pathsOf = (value: object, prefix = ''): readonly string[] =>
  Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    isPlain(part) && prefix.length < 200 ? pathsOf(part, `${prefix}${key}.`) : [`${prefix}${key}`],
  )

const isPlain = (value: unknown): value is object =>
  isObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value))

interface Written {
  readonly text: string
  readonly value: unknown
}

const assign = (target: unknown, path: readonly string[], written: Written): object => {
  const [key, ...rest] = path
  if (target !== undefined && !isPlain(target) && !Array.isArray(target))
    throw new UsageError(`--set ${written.text} goes into something that has no parts: ${inspect(target)}.`)
  const copy: object = Array.isArray(target) ? [...target] : { ...target }
  const part: unknown =
    rest.length === 0 ? written.value : assign(Reflect.get(copy, key ?? ''), rest, written)
  Object.defineProperty(copy, key ?? '', {
    value: part,
    enumerable: true,
    writable: true,
    configurable: true,
  })
  return copy
}
