import { types } from 'node:util'
import { factsIn, isFn, isObject, type Fn, type Walk } from '../walk.ts'
import { isNative } from './native.ts'
import { sharedName } from '../objects/values.ts'

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
export const ownGlobal = (
  walk: Walk,
  realm: object,
  name: string,
  path: readonly string[],
): OwnGlobal | undefined => {
  if (name === 'globalThis' || name === 'global')
    return path[0] === undefined ? undefined : ownGlobal(walk, realm, path[0], path.slice(1))
  const property = Object.getOwnPropertyDescriptor(realm, name)
  if (property === undefined || constants.has(name)) return undefined
  if (isOwnFn(walk, property.get)) return { name, value: property.get, rest: path, isGetter: true }
  // Node gives its `process` by a getter.
  if (!('value' in property)) return name === 'process' ? ownMember(walk, name, process, path) : undefined
  const value = property.value as unknown
  const isGiven = isFn(value) ? !isOwnFn(walk, value) : isObject(value) && sharedName(value) !== undefined
  return isGiven ? ownMember(walk, name, value as object, path) : { name, value, rest: path, isGetter: false }
}

/** Data that the language gives beside functions: constants in capitals, and what every function has. */
const given: ReadonlySet<string> = new Set([
  ...['Math', 'Number', 'Symbol'].flatMap((name) =>
    Object.getOwnPropertyNames(Reflect.get(globalThis, name)).filter(isConstantName),
  ),
  'length',
  'name',
  'prototype',
  'arguments',
  'caller',
  'stackTraceLimit',
  'BYTES_PER_ELEMENT',
])

/** What Node puts on `process`, besides functions, in any of the versions that are supported. */
const ofProcess: ReadonlySet<string> = new Set(
  `allowedNodeEnvironmentFlags arch argv argv0 channel config connected debugPort domain env execArgv execPath exitCode
  features finalization mainModule moduleLoadList noDeprecation permission pid platform ppid release report
  sourceMapsEnabled stderr stdin stdout throwDeprecation title traceDeprecation version versions _events _eventsCount
  _exiting _maxListeners _preload_modules`.split(/\s+/),
)

function isConstantName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]+$/.test(name) || typeof Reflect.get(Symbol, name) === 'symbol'
}

/** What the user's code put on an object that the language or Node gives: `Math.total = ...`. */
const ownMember = (
  walk: Walk,
  name: string,
  holder: object,
  [member, ...rest]: readonly string[],
): OwnGlobal | undefined => {
  if (member === undefined || types.isProxy(holder)) return undefined
  const property = Object.getOwnPropertyDescriptor(holder, member)
  if (property === undefined) return undefined
  const own = { name: `${name}.${member}`, rest, isGetter: false }
  if (isOwnFn(walk, property.get)) return { ...own, value: property.get, isGetter: true }
  if (!('value' in property)) return undefined
  const value = property.value as unknown
  if (isFn(value)) return isOwnFn(walk, value) ? { ...own, value } : undefined
  if (name === 'process' ? ofProcess.has(member) : given.has(member)) return undefined
  return isObject(value) && (sharedName(value) !== undefined || name === 'console')
    ? undefined
    : { ...own, value }
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
