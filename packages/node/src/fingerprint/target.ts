import { types } from 'node:util'
import type { Facts } from './runtime/facts.ts'
import type { PackageIdentity } from './packages/packages.ts'
import { factsIn, isFn, isObject, noteMet, type Walk } from './walk.ts'
import type { Reference } from './syntax/reference.ts'
import { noteElsewhere } from './elsewhere.ts'
import { noteSurroundings, ownGlobal } from './runtime/globals.ts'
import { isModuleObject, isPlainObject, sharedName } from './objects/values.ts'
import { isWrittenAt, type WrittenPlace } from './objects/written-objects.ts'

/** What a reference stands for, with the members that could not be looked up. */
export type Target =
  | { readonly is: 'global'; readonly name: string; readonly rest: readonly string[] }
  | { readonly is: 'package'; readonly of: PackageIdentity; readonly rest: readonly string[] }
  | {
      readonly is: 'value'
      readonly value: unknown
      readonly label: string
      readonly rest: readonly string[]
      /** The object that the last member was read from. */
      readonly receiver?: object
      /** The outermost object on the way that followed code writes to. */
      readonly written?: WrittenPlace
    }

const readsOne = '(function []{(return '
/** As Vite writes it, for tests: an export that is not there yet is nothing. */
const triesOne = '(function []{(TryStatement block:{(return '
const afterTry = ');} handler:(CatchClause body:{}));})'

const readsMember = `${readsOne}(get `

/** What a getter that toolchains write for an export gives: `() => f`, the same in `try`, or `() => from[key]`. */
export const throughGetter = (walk: Walk, getter: object, rest: readonly string[]): Target | undefined => {
  const facts = factsIn(walk, getter)
  const [opening, first, middle, second, ...others] = facts.canonical?.pieces ?? []
  if (typeof first !== 'object') return undefined
  const isWhole = (opening === readsOne && middle === ');})') || (opening === triesOne && middle === afterTry)
  if (isWhole && second === undefined)
    return resolve(walk, { ...first, path: [...first.path, ...rest] }, facts)
  if (opening !== readsMember || middle !== ' ' || typeof second !== 'object' || others.join('') !== '));})')
    return undefined
  const key = resolve(walk, second, facts)
  if (key.is !== 'value' || typeof key.value !== 'string') return undefined
  return resolve(walk, { ...first, path: [...first.path, key.value, ...rest] }, facts)
}

const ownOfFunctions = new Set([
  'prototype',
  'name',
  'length',
  'call',
  'apply',
  'bind',
  'toString',
  'caller',
  'arguments',
])

const isReadable = (container: object): boolean =>
  !types.isProxy(container) &&
  (typeof container === 'function' ||
    Array.isArray(container) ||
    isModuleObject(container) ||
    (isPlainObject(container) && sharedName(container) === undefined))

const descriptorOf = (container: object, member: string): PropertyDescriptor | undefined => {
  try {
    return Object.getOwnPropertyDescriptor(container, member)
  } catch {
    return { value: undefined }
  }
}

const follow = (walk: Walk, start: Target & { is: 'value' }, facts: Facts, name: string): Target => {
  let { value, label, rest } = start
  let receiver: object | undefined
  let written: WrittenPlace | undefined
  const untilHere = (): Target => ({
    is: 'value',
    value,
    label,
    rest,
    ...(receiver && { receiver }),
    ...(written && { written }),
  })
  for (;;) {
    const [member, ...others] = rest
    if (value === process) noteSurroundings(walk, rest)
    if (value === globalThis && member !== undefined)
      return followGlobal(walk, member, others, facts, globalThis)
    if (member === undefined || !isObject(value) || !isReadable(value)) return untilHere()
    if (typeof value === 'function' && ownOfFunctions.has(member)) return untilHere()
    walk.encoded.add(value)
    if (isWrittenAt(value, member)) {
      written ??= { object: value, label, path: JSON.stringify(rest) }
      noteMet(walk, value)
    }
    const outside = isModuleObject(value) || (value === start.value && name === 'exports')
    const next =
      outside || member === 'default' ? (member === 'default' ? label : member) : `${label}.${member}`
    const property = descriptorOf(value, member)
    if (property === undefined) {
      if (member in value) return untilHere()
      receiver = value
      value = undefined
      label = next
      rest = others
      return untilHere()
    }
    if (property.get !== undefined) return throughGetter(walk, property.get, others) ?? untilHere()
    if (!('value' in property)) return untilHere()
    if (outside && value === start.value && facts.isExportMutable(name, member)) {
      walk.untracked.add(`the mutable binding \`${member}\``)
      noteMet(walk, exportOf(value, member))
    }
    receiver = value
    value = property.value as unknown
    label = next
    rest = others
  }
}

const exportsByModule = new WeakMap<object, Map<string, object>>()

/** One object for each export, which tells it from others. */
export const exportOf = (module: object, name: string): object => {
  let all = exportsByModule.get(module)
  if (all === undefined) exportsByModule.set(module, (all = new Map()))
  let one = all.get(name)
  if (one === undefined) all.set(name, (one = {}))
  return one
}

const followGlobal = (
  walk: Walk,
  name: string,
  path: readonly string[],
  facts: Facts,
  realm: object,
): Target => {
  if (name === 'process') noteSurroundings(walk, path)
  if ((name === 'globalThis' || name === 'global') && path.length === 0)
    walk.untracked.add('any variable of the global object')
  const own = ownGlobal(walk, realm, name, path)
  if (own === undefined) return { is: 'global', name, rest: path }
  const start = { is: 'value', value: own.value, label: own.name, rest: own.rest } as const
  return own.isGetter ? start : follow(walk, start, facts, own.name)
}

/** `module.exports.a` is `exports.a`, unless `exports` was replaced. */
const exportsOf = (value: unknown, name: string, path: readonly string[]): object | undefined => {
  if (name !== 'module' || path[0] !== 'exports' || !isObject(value)) return undefined
  const exports = descriptorOf(value, 'exports')?.value as unknown
  return isObject(exports) ? exports : undefined
}

const followCapture = (
  walk: Walk,
  value: unknown,
  name: string,
  path: readonly string[],
  facts: Facts,
): Target => {
  const exports = exportsOf(value, name, path)
  return exports === undefined
    ? follow(walk, { is: 'value', value, label: name, rest: path }, facts, name)
    : follow(walk, { is: 'value', value: exports, label: 'exports', rest: path.slice(1) }, facts, 'exports')
}

/** What loads modules of CommonJS, as each module has it and `createRequire` makes it. */
const isRequire = (value: unknown): boolean =>
  isFn(value) && ['resolve', 'extensions', 'cache'].every((member) => Object.hasOwn(value, member))

/** A package under the name that a program imports of it. */
export const named = (origin: PackageIdentity, specifier: string): PackageIdentity => ({
  ...origin,
  name: specifier.replace(/^node:/, ''),
})

/** What a reference stands for now. */
export const resolve = (walk: Walk, reference: Reference, facts: Facts): Target => {
  const { name, path } = reference
  if (name === '__dirname' || name === '__filename') return { is: 'global', name, rest: path }
  const capture = facts.capture(name)
  switch (capture.is) {
    case 'hidden':
      walk.untracked.add(`the binding \`${name}\`, which the engine does not show`)
      return { is: 'global', name, rest: path }
    case 'global':
      return followGlobal(walk, name, path, facts, capture.realm ?? globalThis)
    case 'package': {
      const { specifier, imported } = capture.source
      const of = named(capture.origin, specifier)
      const rest = imported === undefined ? path : [imported, ...path]
      const members = imported === 'default' ? path : rest
      if (of.name === 'process') noteSurroundings(walk, members)
      if (capture.origin.version === undefined) noteElsewhere(walk, of.name, members, reference.given)
      return { is: 'package', of, rest }
    }
    case 'value':
      if (isRequire(capture.value)) {
        if (path[0] !== 'resolve') walk.untracked.add(`a module that \`${name}\` loads while it runs`)
        return { is: 'global', name: 'require', rest: path }
      }
      if (capture.mutable) walk.untracked.add(`the mutable binding \`${name}\``)
      if (capture.binding !== undefined) noteMet(walk, capture.binding)
      return followCapture(walk, capture.value, name, path, facts)
  }
}
