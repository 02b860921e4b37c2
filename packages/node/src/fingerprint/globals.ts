import { factsIn, isFn, type Walk } from './reach.ts'
import { isNative } from './native.ts'
import { sharedName } from './values.ts'

/** A global variable that the user's code defined. */
export interface OwnGlobal {
  readonly name: string
  readonly value: unknown
  /** The members that are read from it. */
  readonly rest: readonly string[]
}

const constants = new Set(['NaN', 'Infinity', 'undefined'])

/** A global that neither the language nor Node gives; those count by name only. */
export const ownGlobal = (walk: Walk, name: string, path: readonly string[]): OwnGlobal | undefined => {
  if (name === 'globalThis' || name === 'global')
    return path[0] === undefined ? undefined : ownGlobal(walk, path[0], path.slice(1))
  const property = Object.getOwnPropertyDescriptor(globalThis, name)
  if (property === undefined || !('value' in property) || constants.has(name)) return undefined
  const value = property.value as unknown
  if (isFn(value)) {
    if (isNative(value) || factsIn(walk, value).package()?.name.startsWith('node:') === true) return undefined
  } else if (typeof value === 'object' && value !== null && sharedName(value) !== undefined) return undefined
  return { name, value, rest: path }
}

/** Notes what is read of the environment past `context.env`. */
export const noteEnvironment = (walk: Walk, path: readonly string[]): void => {
  if (path[0] !== 'env') return
  const what = path[1] === undefined ? 'the environment' : `the environment variable \`${path[1]}\``
  walk.untracked.add(`${what}, read without \`context.env\``)
}
