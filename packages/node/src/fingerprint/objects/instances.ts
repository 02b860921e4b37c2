import { types } from 'node:util'
import { privatesOf } from '../runtime/inspection.ts'
import { noteWritten } from './mutations.ts'
import { isNative } from '../runtime/native.ts'
import { factsIn, isFn, noteMet, numberOf, type Fn, type Walk } from '../walk.ts'
import { classOf, describeOpaque, isPlainObject, sharedName } from './values.ts'
import { firstText, isWrittenAt } from './written-objects.ts'

/** How what an instance holds is written: an instance may hold instances. */
export interface Encoding {
  readonly value: (walk: Walk, value: unknown, label: string, around: readonly object[]) => string
  readonly members: (walk: Walk, value: object, label: string, around: readonly object[]) => string
  readonly property: (
    walk: Walk,
    key: string,
    property: PropertyDescriptor,
    label: string,
    around: readonly object[],
  ) => string
}

const prototypeOf = (value: object): object | null => Object.getPrototypeOf(value) as object | null

/** The classes of an instance, the nearest first; `undefined` where something in between is none of the program's. */
const classesOf = (walk: Walk, value: object): readonly Fn[] | undefined => {
  const classes: Fn[] = []
  for (let at = prototypeOf(value); at !== null && !isRoot(at); at = prototypeOf(at)) {
    if (types.isProxy(at)) return undefined
    const made: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value
    if (!isFn(made) || made.prototype !== at) {
      if (sharedName(at) === undefined && tagsItself(at)) return undefined
      continue
    }
    if (isNative(made) || factsIn(walk, made).package() !== undefined) return undefined
    classes.push(made)
  }
  return classes
}

/** What objects of the language that hold more than their members have: a tag of their own. */
const tagsItself = (value: object): boolean =>
  typeof Object.getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value === 'string'

/** `Object.prototype`, of any realm. */
const isRoot = (value: object): boolean =>
  prototypeOf(value) === null && Object.hasOwn(value, 'isPrototypeOf')

/** The classes of any instance that belong to the program. */
const ownClassesOf = (walk: Walk, value: object): readonly Fn[] => {
  const classes: Fn[] = []
  for (let at = prototypeOf(value); at !== null && !types.isProxy(at); at = prototypeOf(at)) {
    const made: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value
    if (isFn(made) && !isNative(made) && factsIn(walk, made).package() === undefined) classes.push(made)
  }
  return classes
}

/** Notes what the methods of an instance write of it. */
const noteOwnWrites = (walk: Walk, value: object, classes: readonly Fn[]): void => {
  for (const made of classes) {
    const { canonical } = factsIn(walk, made)
    for (const member of canonical?.writesThis ?? []) noteWritten(walk, value, member)
    if (canonical?.kind === 'class') continue
    for (const { value: method } of Object.values(Object.getOwnPropertyDescriptors(made.prototype as object)))
      if (isFn(method) && method !== made)
        for (const member of factsIn(walk, method).canonical?.writesThis ?? [])
          noteWritten(walk, value, member)
  }
}

/** The private fields of an instance, of those of its classes that are the program's. */
export const privatesText = (
  encoding: Encoding,
  walk: Walk,
  value: object,
  label: string,
  around: readonly object[],
  classes: readonly Fn[] = ownClassesOf(walk, value),
): string => {
  const canonicals = classes.map((made) => factsIn(walk, made).canonical)
  if (!canonicals.some((canonical) => (canonical?.privates.own.length ?? 0) > 0)) return ''
  noteOwnWrites(walk, value, classes)
  const texts = privatesOf(value).map(({ name, value: held }, index) => {
    const inner = `${label}.${name}`
    if (!canonicals.some((canonical) => canonical?.readsPrivate.has(name) === true)) return ''
    const text = encoding.value(walk, held, inner, around)
    if (!isWrittenAt(value, name)) return text
    walk.untracked.add(`the mutable object \`${label}\``)
    return firstText({ object: value, label, path: `private ${index}` }, text)
  })
  return ` private [${texts.join(',')}]`
}

/** What an object inherits: classes by their number, plain data by its content, an object of the language by its name. */
const inheritedText = (
  encoding: Encoding,
  walk: Walk,
  value: object,
  label: string,
  around: readonly object[],
): string => {
  const parent = prototypeOf(value)
  if (parent === null || isRoot(parent)) return ''
  const shared = sharedName(parent)
  if (shared !== undefined) return ` of (global ${JSON.stringify(shared)})`
  const made: unknown = Object.getOwnPropertyDescriptor(parent, 'constructor')?.value
  if (isFn(made) && made.prototype === parent) return ` of ${numberOf(walk, made, label)}`
  noteMet(walk, parent)
  return ` of {${encoding.members(walk, parent, label, around)}}${inheritedText(encoding, walk, parent, label, around)}`
}

/** Whether a value says all there is of it: texts, numbers, and plain data that is made of them. */
const isPlainData = (value: unknown, depth = 0): boolean => {
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'function' && typeof value !== 'symbol'
  if (depth > 20 || types.isProxy(value)) return false
  if (types.isDate(value) || types.isRegExp(value)) return true
  if (!Array.isArray(value) && !isPlainObject(value)) return false
  return Object.values(Object.getOwnPropertyDescriptors(value)).every(
    (property) => 'value' in property && isPlainData(property.value, depth + 1),
  )
}

/** The plain data that stands openly on an object that cannot be followed as a whole; what it was at first counts. */
const openText = (
  encoding: Encoding,
  walk: Walk,
  value: object,
  label: string,
  around: readonly object[],
): string =>
  Object.entries(Object.getOwnPropertyDescriptors(value))
    .filter(([, property]) => property.enumerable === true && 'value' in property)
    .filter(([, property]) => isPlainData(property.value))
    .map(([key, property]) =>
      firstText(
        { object: value, label, path: `open ${key}` },
        encoding.property(walk, key, property, `${label}.${key}`, around),
      ),
    )
    .join(',')

/**
 * An instance of the program's own classes counts by all that it holds. Of one of a package, or of the language, the
 * rest is out of sight, so it is told of as well.
 */
export const instanceText = (
  encoding: Encoding,
  walk: Walk,
  value: object,
  label: string,
  around: readonly object[],
): string => {
  const classes = classesOf(walk, value)
  if (classes !== undefined && !isOpaque(value)) {
    noteOwnWrites(walk, value, classes)
    const members = encoding.members(walk, value, label, around)
    const privates = privatesText(encoding, walk, value, label, around, classes)
    return `{${members}}${privates}${inheritedText(encoding, walk, value, label, around)}`
  }
  walk.untracked.add(describeOpaque(value, label))
  const made = classOf(value)
  if (!isFn(made) || types.isPromise(value)) return '(opaque)'
  const isOfPackage = !isNative(made) && factsIn(walk, made).package()?.version !== undefined
  const open =
    isOfPackage || ownClassesOf(walk, value).length > 0 ? openText(encoding, walk, value, label, around) : ''
  const privates = privatesText(encoding, walk, value, label, around)
  return `(instance ${numberOf(walk, made, label)}${open === '' ? '' : ` {${open}}`}${privates})`
}

/** Whether an object of the language holds more than its members, whatever its prototype was made to be. */
const isOpaque = (value: object): boolean =>
  types.isPromise(value) ||
  types.isWeakMap(value) ||
  types.isWeakSet(value) ||
  types.isGeneratorObject(value) ||
  types.isNativeError(value) ||
  types.isExternal(value) ||
  types.isMapIterator(value) ||
  types.isSetIterator(value)
