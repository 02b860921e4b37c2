import { types } from 'node:util'
import { factsIn, isFn, isObject, type Fn, type Walk } from './reach.ts'
import { isNative } from './native.ts'
import { sharedName } from './values.ts'

/** A global variable that the user's code defined, or what it put in the place of one of the language's own members. */
export interface OwnGlobal {
  readonly name: string
  readonly value: unknown
  /** The members that are read from it. */
  readonly rest: readonly string[]
  /** Whether the value is a function that gives the variable, and not the variable itself. */
  readonly isGetter: boolean
}

const constants = new Set(['NaN', 'Infinity', 'undefined'])

const isOwnFn = (walk: Walk, value: unknown): value is Fn =>
  isFn(value) && !isNative(value) && factsIn(walk, value).package()?.name.startsWith('node:') !== true

/** A global that neither the language nor Node gives; those count by name only. */
export const ownGlobal = (walk: Walk, name: string, path: readonly string[]): OwnGlobal | undefined => {
  if (name === 'globalThis' || name === 'global')
    return path[0] === undefined ? undefined : ownGlobal(walk, path[0], path.slice(1))
  const property = Object.getOwnPropertyDescriptor(globalThis, name)
  if (property === undefined || constants.has(name)) return undefined
  if (isOwnFn(walk, property.get)) return { name, value: property.get, rest: path, isGetter: true }
  if (!('value' in property)) return undefined
  const value = property.value as unknown
  const isGiven = isFn(value) ? !isOwnFn(walk, value) : isObject(value) && sharedName(value) !== undefined
  return isGiven ? ownMember(walk, name, value as object, path) : { name, value, rest: path, isGetter: false }
}

/** What the user's code put on an object that the language or Node gives: `Math.total = ...`. */
const ownMember = (
  walk: Walk,
  name: string,
  holder: object,
  [member, ...rest]: readonly string[],
): OwnGlobal | undefined => {
  if (member === undefined || types.isProxy(holder)) return undefined
  const value: unknown = Object.getOwnPropertyDescriptor(holder, member)?.value
  return isOwnFn(walk, value) ? { name: `${name}.${member}`, value, rest, isGetter: false } : undefined
}

/** Notes what is read of the surroundings past `context.env` and parameters. */
export const noteSurroundings = (walk: Walk, path: readonly string[]): void => {
  const [member, name] = path
  if (member === 'argv' || member === 'execArgv')
    walk.untracked.add(`the command line (\`process.${member}\`)`)
  if (member !== 'env') return
  const what = name === undefined ? 'the environment' : `the environment variable \`${name}\``
  walk.untracked.add(`${what}, read without \`context.env\``)
}
