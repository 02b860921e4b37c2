import { encode, targetText } from './objects/encode.ts'
import { extensionsText } from './objects/extensions.ts'
import { noteElsewhere, noteGiven, noteRunner } from './elsewhere.ts'
import type { Canonical } from './syntax/canonical.ts'
import type { Capture, Facts } from './runtime/facts.ts'
import type { Inspection } from './runtime/inspection.ts'
import { isSink, noteWrites, noteWritten, writtenTarget } from './objects/mutations.ts'
import type { PackageIdentity } from './packages/packages.ts'
import { factsIn, isFn, isObject, nameOf, packageText, placeOf, type Fn, type Walk } from './walk.ts'
import { memberText, type Reference } from './syntax/reference.ts'
import { sha256 } from '../files/sha256.ts'
import { isNative } from './runtime/native.ts'
import { settingsBehind } from './objects/settings.ts'
import { shapeText } from './objects/shape.ts'
import { named, resolve, type Target } from './target.ts'
import { isModuleObject } from './objects/values.ts'

type Bound = NonNullable<Inspection['bound']>

/** A method that uses `this` reaches whatever its object holds. */
const receiverText = (walk: Walk, reference: Reference, target: Target): string => {
  if (reference.use !== 'method call' && reference.use !== 'appended only') return ''
  if (target.is !== 'value') return ''
  const { value, receiver, rest, label } = target
  if (receiver === undefined || rest.length > 0 || !isFn(value) || isModuleObject(receiver)) return ''
  const canonical = factsIn(walk, value).canonical
  if (canonical?.usesThis !== true) return ''
  for (const member of canonical.writesThis) noteWritten(walk, receiver, member)
  const owner = label.replace(/\.[^.]*$/, '')
  return ` of ${targetText(walk, { is: 'value', value: receiver, label: owner, rest: [] })}`
}

/** How a reference looks in the part of the function that holds it: by name, so that only what was edited changes. */
const describe = (target: Target): string => {
  switch (target.is) {
    case 'global':
      return memberText(`(global ${target.name})`, target.rest)
    case 'package':
      return memberText(`(package ${target.of.name})`, target.rest)
    case 'value': {
      const name = isFn(target.value) ? nameOf(target.value) || target.label : `constant ${target.label}`
      return memberText(`(${name})`, target.rest)
    }
  }
}

interface ReferenceText {
  readonly text: string
  readonly described: string
}

/** A package is the same whenever it is imported; of a module of the user's own nothing is seen before. */
const importedText = (walk: Walk, { name: specifier, path }: Reference, facts: Facts): ReferenceText => {
  const origin = facts.packageOf(specifier)
  if (origin !== undefined && origin.version === undefined)
    noteElsewhere(walk, named(origin, specifier).name, path)
  if (origin === undefined) walk.untracked.add(`the module '${specifier}', imported while it runs`)
  const text = origin === undefined ? '' : packageText(walk, named(origin, specifier))
  return { text, described: origin === undefined ? '' : `(package ${specifier})` }
}

/** Whether a method stands alone that uses what the object around it inherits. */
const isDetached = (walk: Walk, target: Target): boolean =>
  target.is === 'value' &&
  target.receiver === undefined &&
  target.rest.length === 0 &&
  isFn(target.value) &&
  factsIn(walk, target.value).canonical?.usesSuper === true

const noteDetached = (walk: Walk, label: string): void =>
  void walk.untracked.add(`the \`super\` of the method \`${label}\`, detached from its object`)

const referenceText = (walk: Walk, reference: Reference, facts: Facts, fn: Fn): ReferenceText => {
  if (reference.use === 'superclass') {
    const target: Target = { is: 'value', value: Object.getPrototypeOf(fn), label: 'super', rest: [] }
    return { text: encode(walk, target.value, target.label, []), described: describe(target) }
  }
  if (reference.use === 'imported') return importedText(walk, reference, facts)
  if (reference.use === 'written only' || reference.use === 'appended only') {
    const target = writtenTarget(walk, reference, facts)
    if (target.is === 'value' && (reference.path.length === 0 || isSink(target, reference))) {
      // Which one is written counts where it is read elsewhere.
      const written = reference.path.length === 0 ? facts.bindingOf(reference.name) : target.value
      const place = isObject(written) ? ` ${placeOf(walk, written)}` : ''
      const member = reference.path.slice(-1)
      return { text: memberText(`(outside${place})`, member), described: memberText('(outside)', member) }
    }
  }
  const target = resolve(walk, reference, facts)
  if (isDetached(walk, target)) noteDetached(walk, reference.name)
  const isCalled = reference.use === 'called' || reference.use === 'method call'
  if (isCalled && target.is === 'value' && target.rest.length === 0 && isFn(target.value))
    noteGiven(walk, target.value, reference.given?.[1] ?? 'unknown')
  return {
    text: targetText(walk, target, isCalled) + receiverText(walk, reference, target),
    described: describe(target),
  }
}

/** What a package's function captured when it was made, as `memoize(helper)` does; all else is of the package's version. */
const isCapturedByCall = (capture: Capture): boolean => capture.is === 'value' && !capture.topLevel

/** One function as text. */
export interface FunctionText {
  /** With `#n` for other functions, which makes up the digest. */
  readonly text: string
  /** With the names of other functions, so that a part changes only when the function itself does. */
  readonly described: string
  /** The part it is reported as; absent for what is the language's or a package's. */
  readonly part?: string
}

const boundText = (walk: Walk, { target, receiver, args }: Bound, name: string): string => {
  const values = [encode(walk, target, name, []), encode(walk, receiver, 'this', [])]
  return `(bound ${[...values, ...args.map((value) => encode(walk, value, name, []))].join(' ')})`
}

/** What WebAssembly exports has its place among the functions of its module for a name. */
const isOfWebAssembly = (fn: Fn): boolean => isNative(fn) && /^\d+$/.test(nameOf(fn))

/** It has no name, and nothing inside. */
const functionPrototype = Function.prototype as unknown as Fn

const nativeText = (walk: Walk, fn: Fn, facts: Facts, label: string): FunctionText => {
  const bound = facts.bound()
  const settings = bound === undefined && nameOf(fn) === '' ? settingsBehind(fn) : undefined
  if (isOfWebAssembly(fn)) walk.untracked.add(`the WebAssembly function \`${label}\``)
  else if (bound === undefined && nameOf(fn) === '' && settings === undefined && fn !== functionPrototype)
    walk.untracked.add(`what is inside the native function \`${label}\``)
  if (bound === undefined && !isNative(fn)) walk.untracked.add(`the source of the function \`${nameOf(fn)}\``)
  const text =
    bound === undefined
      ? `(native ${JSON.stringify(nameOf(fn))} ${settings ?? ''} ${sha256(facts.text)})`
      : boundText(walk, bound, nameOf(fn))
  return { text, described: text.replaceAll(/#\d+/g, '#') }
}

/**
 * A package's function: its version stands for all but what the function captured when it was made. Of a function of
 * Node's not even the text counts, for it differs from one version to the next.
 */
const packagedText = (
  walk: Walk,
  owner: PackageIdentity,
  fn: Fn,
  facts: Facts,
  canonical: Canonical,
): FunctionText => {
  const isOfNode = owner.version === undefined
  if (isOfNode) noteRunner(walk, owner.name, nameOf(fn))
  const pieces = canonical.pieces.map((piece) => {
    if (typeof piece === 'string') return isOfNode ? '' : piece
    return isCapturedByCall(facts.capture(piece.name))
      ? referenceText(walk, piece, facts, fn).text
      : isOfNode
        ? ''
        : memberText(`(named ${piece.name})`, piece.path)
  })
  const text = `${packageText(walk, owner)} ${JSON.stringify(nameOf(fn))} ${pieces.join('')}`
  return { text, described: text.replaceAll(/#\d+/g, '#') }
}

/** What a function has to do with files, and with names, matters for all that is reached. */
const noteTraits = (walk: Walk, canonical: Canonical, isRoot: boolean): void => {
  if (canonical.opensFiles) walk.opensFiles = true
  if (canonical.readsNames) walk.readsNames = true
  if (canonical.readsClassNames) walk.readsClassNames = true
  if (isRoot) walk.hasInputs = canonical.parameters > 1
}

/** A function as text, with what its references stand for in their places. */
export const functionText = (walk: Walk, fn: Fn, label: string, isRoot: boolean): FunctionText => {
  const facts = factsIn(walk, fn)
  const { canonical } = facts
  if (canonical === undefined) return nativeText(walk, fn, facts, label)
  const owner = isRoot ? undefined : facts.package()
  if (owner !== undefined) return packagedText(walk, owner, fn, facts, canonical)
  for (const phrase of canonical.opaque) walk.untracked.add(phrase)
  if (isRoot && canonical.usesSuper) noteDetached(walk, label)
  walk.reading = fn
  noteTraits(walk, canonical, isRoot)
  noteWrites(walk, facts)
  for (const member of canonical.writesSelf) noteWritten(walk, fn, member)
  if (canonical.kind === 'class')
    for (const member of canonical.writesThis) if (Object.hasOwn(fn, member)) noteWritten(walk, fn, member)
  walk.met.length = 0
  let text = ''
  let described = ''
  for (const piece of canonical.pieces) {
    const { text: inner, described: name } =
      typeof piece === 'string' ? { text: piece, described: piece } : referenceText(walk, piece, facts, fn)
    text += inner
    described += name
  }
  const shape = shapeText(walk, fn, label, canonical) + extensionsText(walk, canonical)
  const places = [...new Set(walk.met)].map((object) => placeOf(walk, object))
  const kind = canonical.kind === 'class' ? 'class' : isRoot ? 'function' : 'helper'
  return {
    text: `${text}${shape}${places.length === 0 ? '' : ` written ${places.join(' ')}`}`,
    described: described + shape.replaceAll(/#\d+/g, '#'),
    part: `${kind} ${label}`,
  }
}
