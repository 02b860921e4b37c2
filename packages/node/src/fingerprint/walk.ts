import { types } from 'node:util'
import { primitiveText } from './literal.ts'
import { memberText, type Reference } from './reference.ts'
import { factsOf, type Capture, type Facts } from './facts.ts'
import type { PackageIdentity } from './packages.ts'
import { sha256 } from './sha256.ts'
import { classOf, describeOpaque, isModuleObject, isPlainObject, sharedName } from './values.ts'

type Fn = (...args: never) => unknown

/** What a walk over everything that a function reaches found. */
export interface Reach {
  readonly digest: string
  readonly parts: Readonly<Record<string, string>>
  readonly untracked: readonly string[]
}

/** What a reference stands for, with the members that could not be looked up. */
type Target =
  | { readonly is: 'global'; readonly name: string; readonly rest: readonly string[] }
  | { readonly is: 'package'; readonly of: PackageIdentity; readonly rest: readonly string[] }
  | {
      readonly is: 'value'
      readonly value: unknown
      readonly label: string
      readonly rest: readonly string[]
      /** The object that the last member was read from. */
      readonly receiver?: object
    }

interface Walk {
  /** Functions in the order in which they were met: their numbers stand for them, so that names do not count. */
  readonly numbers: Map<object, number>
  readonly queue: { readonly fn: Fn; readonly label: string }[]
  readonly facts: Set<Facts>
  readonly parts: Map<string, string>
  readonly untracked: Set<string>
  /** Objects whose content became part of the digest. */
  readonly encoded: Set<object>
  /** Whether an object was found to be written after its content had been taken. */
  again: boolean
}

/** Objects that followed code writes to, and their content when they were first seen. */
const writtenObjects = new WeakSet<object>()
const firstContents = new WeakMap<object, string>()

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

const isFn = (value: unknown): value is Fn => typeof value === 'function' && !types.isProxy(value)

const addPart = (walk: Walk, name: string, content: string): void => {
  const digest = sha256(content)
  for (let count = 1; ; count++) {
    const unique = count === 1 ? name : `${name} (${count})`
    const known = walk.parts.get(unique)
    if (known === digest) return
    if (known !== undefined) continue
    walk.parts.set(unique, digest)
    return
  }
}

const factsIn = (walk: Walk, fn: object): Facts => {
  const facts = factsOf(fn)
  if (!walk.facts.has(facts)) {
    walk.facts.add(facts)
    facts.refresh()
  }
  return facts
}

const readsOne = '(function []{(return '
const readsMember = `${readsOne}(get `

/** What a getter that toolchains write for an export gives: `() => f`, or `() => from[key]`. */
const throughGetter = (walk: Walk, getter: object, rest: readonly string[]): Target | undefined => {
  const facts = factsIn(walk, getter)
  const [opening, first, middle, second, ...others] = facts.canonical?.pieces ?? []
  if (typeof first !== 'object') return undefined
  if (opening === readsOne && middle === ');})' && second === undefined)
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

const follow = (walk: Walk, start: Target & { is: 'value' }, facts: Facts, name: string): Target => {
  let { value, label, rest } = start
  let receiver: object | undefined
  const untilHere = (): Target => ({ is: 'value', value, label, rest, ...(receiver && { receiver }) })
  for (;;) {
    const [member, ...others] = rest
    if (member === undefined || !isObject(value) || !isReadable(value)) return untilHere()
    if (typeof value === 'function' && ownOfFunctions.has(member)) return untilHere()
    walk.encoded.add(value)
    if (writtenObjects.has(value)) return untilHere()
    const outside = isModuleObject(value) || (value === start.value && name === 'exports')
    const next =
      outside || member === 'default' ? (member === 'default' ? label : member) : `${label}.${member}`
    const property = descriptorOf(value, member)
    if (property === undefined) {
      if (member in value || typeof value === 'function' || Array.isArray(value)) return untilHere()
      return { is: 'value', value: undefined, label: next, rest: others, receiver: value }
    }
    if (property.get !== undefined) return throughGetter(walk, property.get, others) ?? untilHere()
    if (!('value' in property)) return untilHere()
    if (outside && name === 'exports' && value === start.value && facts.isExportMutable(member))
      walk.untracked.add(`the mutable binding \`${member}\``)
    receiver = value
    value = property.value as unknown
    label = next
    rest = others
  }
}

const descriptorOf = (container: object, member: string): PropertyDescriptor | undefined => {
  try {
    return Object.getOwnPropertyDescriptor(container, member)
  } catch {
    return { value: undefined }
  }
}

const resolve = (walk: Walk, reference: Reference, facts: Facts): Target => {
  const { name, path } = reference
  if (name === '__dirname' || name === '__filename') return { is: 'global', name, rest: path }
  const capture = facts.capture(name)
  switch (capture.is) {
    case 'hidden':
      walk.untracked.add(`the binding \`${name}\`, which the engine does not show`)
      return { is: 'global', name, rest: path }
    case 'global':
      return { is: 'global', name, rest: path }
    case 'package': {
      const { specifier, imported } = capture.source
      const of = { name: specifier.replace(/^node:/, ''), version: capture.origin.version }
      return { is: 'package', of, rest: imported === undefined ? path : [imported, ...path] }
    }
    case 'value':
      if (capture.mutable) walk.untracked.add(`the mutable binding \`${name}\``)
      return follow(walk, { is: 'value', value: capture.value, label: name, rest: path }, facts, name)
  }
}

const packageText = (walk: Walk, { name, version }: PackageIdentity): string => {
  const text = `(package ${JSON.stringify(name)} ${version ?? ''})`
  addPart(walk, version === undefined ? `builtin ${name}` : `package ${name}@${version}`, text)
  return text
}

const numberOf = (walk: Walk, fn: Fn, label: string): string => {
  const wrapped = fn as Fn & { fn?: unknown; spec?: unknown }
  if (Object.hasOwn(wrapped, 'fn') && Object.hasOwn(wrapped, 'spec') && isFn(wrapped.fn))
    return numberOf(walk, wrapped.fn, label)
  let number = walk.numbers.get(fn)
  if (number === undefined) {
    walk.numbers.set(fn, (number = walk.numbers.size))
    const name = typeof fn.name === 'string' && fn.name !== '' ? fn.name.replace(/^bound /, '') : label
    walk.queue.push({ fn, label: name })
  }
  return `#${number}`
}

const isKeyed = (value: object): boolean =>
  Array.isArray(value) || isPlainObject(value) || isModuleObject(value)

const encodeMembers = (walk: Walk, value: object, label: string, around: readonly object[]): string => {
  const isModule = isModuleObject(value)
  const names = Reflect.ownKeys(value).filter(
    (key) =>
      key !== '__esModule' && key !== 'length' && Object.prototype.propertyIsEnumerable.call(value, key),
  )
  if (isModule) names.sort((a, b) => (String(a) < String(b) ? -1 : 1))
  return names
    .map((key) => {
      const name = typeof key === 'symbol' ? String(key) : key
      const property = Object.getOwnPropertyDescriptor(value, key)
      const inner = Array.isArray(value) ? `${label}[${name}]` : isModule ? name : `${label}.${name}`
      if (property?.get !== undefined) {
        const target = throughGetter(walk, property.get, [])
        const text =
          target === undefined ? numberOf(walk, property.get as Fn, inner) : targetText(walk, target)
        return `${JSON.stringify(name)}:${target === undefined ? 'get ' : ''}${text}`
      }
      return `${JSON.stringify(name)}:${encode(walk, property?.value, inner, around)}`
    })
    .join(',')
}

const bytesOf = (value: NodeJS.ArrayBufferView | ArrayBufferLike): Uint8Array =>
  ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value)

const encodeObject = (walk: Walk, value: object, label: string, outer: readonly object[]): string => {
  const around = [...outer, value]
  const shared = types.isProxy(value) ? undefined : sharedName(value)
  if (shared !== undefined) return `(global ${JSON.stringify(shared)})`
  if (!types.isProxy(value)) {
    const within = (items: Iterable<unknown>): string =>
      [...items].map((item, index) => encode(walk, item, `${label}[${index}]`, around)).join(',')
    if (Array.isArray(value)) return `[${value.length} ${encodeMembers(walk, value, label, around)}]`
    if (isKeyed(value)) return `{${encodeMembers(walk, value, label, around)}}`
    if (types.isMap(value)) return `(Map ${within([...Map.prototype.entries.call(value)].flat())})`
    if (types.isSet(value)) return `(Set ${within(Set.prototype.values.call(value))})`
    if (types.isDate(value)) return `(Date ${Number(value)})`
    if (types.isRegExp(value))
      return `(regexp ${JSON.stringify(value.source)} ${[...value.flags].toSorted().join('')})`
    if (types.isTypedArray(value) || types.isAnyArrayBuffer(value) || types.isDataView(value))
      return `(${Object.prototype.toString.call(value)} ${sha256(bytesOf(value))})`
    if (types.isBoxedPrimitive(value)) return `(boxed ${primitiveText(value.valueOf())})`
    if (value instanceof URL) return `(URL ${JSON.stringify(value.href)})`
  }
  walk.untracked.add(describeOpaque(value, label))
  const made = classOf(value)
  return isFn(made) && !types.isPromise(value) ? `(instance ${numberOf(walk, made, label)})` : '(opaque)'
}

const shorten = (text: string): string => (text.length > 200 ? `(sha256 ${sha256(text)})` : text)

/** A value as text that is the same exactly when its content is. */
const encode = (walk: Walk, value: unknown, label: string, around: readonly object[]): string => {
  if (!isObject(value)) return primitiveText(value)
  if (isFn(value)) return numberOf(walk, value, label)
  const depth = around.indexOf(value)
  if (depth !== -1) return `(around ${around.length - depth})`
  if (around.length > 500) {
    walk.untracked.add(`the depths of \`${label.split(/[.[]/, 1)[0]}\``)
    return '(deep)'
  }
  walk.encoded.add(value)
  if (!writtenObjects.has(value)) return shorten(encodeObject(walk, value, label, around))
  walk.untracked.add(`the mutable object \`${label}\``)
  let first = firstContents.get(value)
  if (first === undefined) {
    first = sha256(encodeObject({ ...newWalk(), encoded: walk.encoded }, value, label, around))
    firstContents.set(value, first)
  }
  return `(first ${first})`
}

const targetText = (walk: Walk, target: Target): string => {
  if (target.is === 'global') return memberText(`(global ${JSON.stringify(target.name)})`, target.rest)
  if (target.is === 'package') return memberText(packageText(walk, target.of), target.rest)
  const { value, label, rest } = target
  const text = encode(walk, value, label, [])
  if (!isFn(value)) addPart(walk, `constant ${label}`, text.replaceAll(/#\d+/g, '#'))
  return memberText(text, rest)
}

/** A method that uses `this` reaches whatever its object holds. */
const receiverText = (walk: Walk, reference: Reference, target: Target): string => {
  if (reference.use !== 'method call' || target.is !== 'value') return ''
  const { value, receiver, rest, label } = target
  if (receiver === undefined || rest.length > 0 || !isFn(value) || isModuleObject(receiver)) return ''
  if (factsIn(walk, value).canonical?.usesThis !== true) return ''
  const owner = label.replace(/\.[^.]*$/, '')
  return ` of ${targetText(walk, { is: 'value', value: receiver, label: owner, rest: [] })}`
}

const isSink = (target: Target): boolean => {
  if (target.is !== 'value') return false
  const { value, rest } = target
  if (rest.length > 1 || !isObject(value) || types.isProxy(value)) return rest.length === 0
  return Array.isArray(value) || types.isMap(value) || types.isSet(value) || isPlainObject(value)
}

/** The object that a write changes. */
const writtenTarget = (walk: Walk, reference: Reference, facts: Facts): Target => {
  const path = reference.use === 'written only' ? reference.path.slice(0, -1) : reference.path
  return resolve({ ...walk, untracked: new Set() }, { ...reference, path }, facts)
}

const noteWrites = (walk: Walk, facts: Facts): void => {
  for (const reference of facts.canonical?.written ?? []) {
    const target = writtenTarget(walk, reference, facts)
    if (target.is !== 'value' || !isObject(target.value) || typeof target.value === 'function') continue
    if (!isSink(target) || isModuleObject(target.value) || writtenObjects.has(target.value)) continue
    writtenObjects.add(target.value)
    if (walk.encoded.has(target.value)) walk.again = true
  }
}

const referenceText = (walk: Walk, reference: Reference, facts: Facts, fn: Fn): string => {
  if (reference.use === 'superclass') return encode(walk, Object.getPrototypeOf(fn), 'super', [])
  if (reference.use === 'written only') {
    const target = writtenTarget(walk, reference, facts)
    if (target.is === 'value' && (reference.path.length === 0 || isSink(target)))
      return memberText('(outside)', reference.path.slice(-1))
  }
  const target = resolve(walk, reference, facts)
  return targetText(walk, target) + receiverText(walk, reference, target)
}

const describedAs = (reference: Reference, text: string, walk: Walk): string => {
  const number = /#(\d+)/.exec(text)?.[1]
  if (number === undefined) return text
  const fn = [...walk.numbers.keys()][Number(number)]
  return text.replaceAll(/#\d+/g, `@${(fn as Fn | undefined)?.name || reference.name}`)
}

const ownStatics = (walk: Walk, fn: Fn, label: string): string =>
  Object.keys(fn).length === 0 ? '' : ` {${encodeMembers(walk, fn, label, [fn])}}`

/** What a function is, with `#n` for other functions; `described` has their names instead. */
const functionText = (
  walk: Walk,
  fn: Fn,
  label: string,
  isRoot: boolean,
): { text: string; described: string; part?: string } => {
  const facts = factsIn(walk, fn)
  const { canonical } = facts
  const name = JSON.stringify(fn.name)
  if (canonical === undefined) {
    const bound = facts.bound()
    if (bound !== undefined) {
      const text = `(bound ${[bound.target, bound.receiver, ...bound.args].map((value, index) => encode(walk, value, index === 1 ? 'this' : fn.name, [])).join(' ')})`
      return { text, described: text }
    }
    if (!/\{\s*\[native code\]\s*\}\s*$/.test(facts.text)) {
      walk.untracked.add(`the source of the function \`${fn.name}\``)
      return { text: `(unreadable ${sha256(facts.text)})`, described: facts.text }
    }
    return { text: `(native ${name})`, described: `(native ${name})` }
  }
  const owner = isRoot ? undefined : facts.package()
  for (const phrase of canonical.opaque) if (owner === undefined) walk.untracked.add(phrase)
  if (owner === undefined) noteWrites(walk, facts)
  let text = owner === undefined ? '' : `${packageText(walk, owner)} ${name} `
  let described = text
  for (const piece of canonical.pieces) {
    if (typeof piece === 'string') {
      text += piece
      described += piece
      continue
    }
    const foreign = owner !== undefined && !isCapturedByCall(facts.capture(piece.name))
    const inner = foreign
      ? memberText(`(named ${piece.name})`, piece.path)
      : referenceText(walk, piece, facts, fn)
    text += inner
    described += describedAs(piece, inner, walk)
  }
  if (owner !== undefined) return { text, described }
  const statics = isRoot ? '' : ownStatics(walk, fn, fn.name)
  const part = `${canonical.kind === 'class' ? 'class' : isRoot ? 'function' : 'helper'} ${label}`
  return { text: text + statics, described: described + statics.replaceAll(/#\d+/g, '#'), part }
}

/** What a package's function captured when it was made, as `memoize(helper)` does; all else is of the package's version. */
const isCapturedByCall = (capture: Capture): boolean => capture.is === 'value' && !capture.topLevel

const newWalk = (): Walk => ({
  numbers: new Map(),
  queue: [],
  facts: new Set(),
  parts: new Map(),
  untracked: new Set(),
  encoded: new Set(),
  again: false,
})

const walkOnce = (root: Fn): { walk: Walk; digest: string } => {
  const walk = newWalk()
  walk.numbers.set(root, 0)
  walk.queue.push({ fn: root, label: root.name || '(anonymous)' })
  const texts: string[] = []
  for (let at = 0; at < walk.queue.length; at++) {
    const { fn, label } = walk.queue[at] as Walk['queue'][number]
    const { text, described, part } = functionText(walk, fn, label, at === 0)
    texts.push(text)
    if (part !== undefined) addPart(walk, part, described)
  }
  return { walk, digest: sha256(texts.join('\n')) }
}

/** Follows everything that a function reaches: each function by its canonical text, each value by its content. */
export const reachOf = (root: Fn): Reach => {
  let { walk, digest } = walkOnce(root)
  if (walk.again) ({ walk, digest } = walkOnce(root))
  return { digest, parts: Object.fromEntries(walk.parts), untracked: [...walk.untracked] }
}
