import { checkKeys } from '../errors/check-keys.ts'
import { didYouMean } from '../errors/did-you-mean.ts'
import { InvalidArgumentError } from '../errors/index.ts'
import { portableDigest } from '../fingerprint/portable-digest.ts'
import { encode, isPlainObject, kindOf } from '../values/encode.ts'
import type { Application, Artifacts, Subject } from './application.ts'
import { makersOf } from './artifacts.ts'

/** Where a record keeps what only this library reads. */
const internals: unique symbol = Symbol.for('stagewright.record')

export interface RecordState {
  readonly subject: Subject
  readonly artifacts: Artifacts | undefined
  /** What was applied to it last. */
  readonly last: Application | undefined
}

/** A record as the run time sees it; its public type says what state it has. */
export interface AnyRecord {
  readonly name: string
  readonly params: Readonly<Record<string, unknown>>
  readonly [internals]: RecordState
}

/** What Node calls to print a value. */
const inspected: unique symbol = Symbol.for('nodejs.util.inspect.custom')

type Inspect = (value: unknown, options: object) => string

/** A class, so that what prints a record is no property of each. */
class ExperimentRecord implements AnyRecord {
  readonly name: string
  readonly params: Readonly<Record<string, unknown>>
  readonly [internals]: RecordState

  constructor(state: RecordState) {
    this.name = state.subject.name
    this.params = state.subject.params
    this[internals] = state
    Object.freeze(this)
  }

  /** The name, the parameters and the artifacts' names: of the applications behind them there may be thousands. */
  [inspected](_depth: number, options: object, inspect: Inspect): string {
    const artifacts = [...makersOf(this[internals].artifacts).keys()]
    return `ExperimentRecord ${inspect({ name: this.name, params: this.params, artifacts }, options)}`
  }
}

export const makeRecord = (state: RecordState): AnyRecord => new ExperimentRecord(state)

export const isRecord = (value: unknown): value is AnyRecord =>
  typeof value === 'object' && value !== null && internals in value

/** @throws InvalidArgumentError when it is not a record. */
export const stateOf = (value: unknown, taker: string): RecordState => {
  if (isRecord(value)) return value[internals]
  throw new InvalidArgumentError(
    `${taker} takes a record, made by record(params), and got ${describe(value)}.`,
  )
}

const describe = (value: unknown): string => {
  if (value === null || typeof value !== 'object')
    return typeof value === 'function' ? 'a function' : String(value)
  return Array.isArray(value)
    ? 'an array'
    : `an object with the keys ${Object.keys(value).slice(0, 5).join(', ') || '(none)'}`
}

export interface SubjectOptions {
  readonly name?: string
  readonly operational?: readonly string[]
  readonly represent?: Readonly<Record<string, ((value: never) => unknown) | undefined>>
}

/** @throws InvalidArgumentError for parameters that are not an object, or too deep. */
export const makeSubject = (params: unknown, options: SubjectOptions = {}): Subject => {
  if (typeof params !== 'object' || params === null || !isPlainObject(params))
    throw new InvalidArgumentError(
      `record(params) takes an object of parameters, and got ${describe(params)}.`,
    )
  const copy = copyOf(params, new Map()) as Readonly<Record<string, unknown>>
  checkKeys('record(params, options)', options, ['name', 'operational', 'represent'])
  checkParameterNames('operational', options.operational ?? [], copy)
  checkParameterNames('represent', Object.keys(options.represent ?? {}), copy)
  const operational = new Set(options.operational)
  const represent: Record<string, (value: never) => unknown> = Object.create(null)
  for (const [key, form] of Object.entries(options.represent ?? {}))
    if (form !== undefined) represent[key] = form
  const name = options.name ?? nameFor(copy, operational, represent)
  return { name, isNamed: options.name !== undefined, params: copy, operational, represent }
}

/** A name that no parameter has may be that of one which other parameter sets have; not one that is nearly another's. */
const checkParameterNames = (option: string, names: readonly string[], params: object): void => {
  for (const name of names) {
    if (Object.hasOwn(params, name)) continue
    const [top = '', ...inner] = name.split('.')
    if (inner.length > 0 && Object.hasOwn(params, top))
      throw new InvalidArgumentError(
        `'${option}' names whole parameters, and '${name}' is a part of '${top}'. Say what of it counts: represent: { ${top}: (value) => ... }.`,
      )
    const near = didYouMean(name, Object.keys(params))
    if (near !== '') throw new InvalidArgumentError(`'${option}' names no parameter '${name}'.${near}`)
  }
}

/** Eight digits of a digest over the parameters that have a canonical form and may change a result. */
const nameFor = (
  params: Readonly<Record<string, unknown>>,
  operational: ReadonlySet<string>,
  represent: Readonly<Record<string, (value: never) => unknown>>,
): string => {
  const parts = Object.keys(params)
    .filter((key) => !operational.has(key))
    .toSorted()
    .map((key) => `${encode(key)}${encodeLeniently(params[key], represent[key])}`)
  return portableDigest(parts.join('')).slice(0, 8)
}

const encodeLeniently = (value: unknown, represent: ((value: never) => unknown) | undefined): string => {
  try {
    // The types of `record` give each form the parameter that it stands for.
    return encode(represent === undefined ? value : represent(value as never))
  } catch {
    return 'none'
  }
}

/** The stack holds several times as much. */
const mostDepth = 500

/**
 * A frozen copy of the plain data in a value: what counts as equal looks equal, so that holes are filled and every object
 * inherits the same. What is not plain data stays as it is, for the planner to judge.
 */
const copyOf = (value: unknown, copies: Map<object, unknown>, depth = 0): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const known = copies.get(value)
  if (known !== undefined) return known
  if (depth > mostDepth)
    throw new InvalidArgumentError(
      `record(params) takes parameters that are nested up to ${mostDepth} deep. Keep deeper data in an artifact.`,
    )
  if (Array.isArray(value)) {
    const copy: unknown[] = []
    copies.set(value, copy)
    for (let index = 0; index < value.length; index++) copy.push(copyOf(value[index], copies, depth + 1))
    for (const key of Object.keys(value))
      if (!Object.hasOwn(copy, key))
        Reflect.set(copy, key, copyOf(Reflect.get(value, key), copies, depth + 1))
    return Object.freeze(copy)
  }
  if (isPlainObject(value)) {
    const copy: object = {}
    copies.set(value, copy)
    for (const key of Reflect.ownKeys(value)) {
      if (!Object.prototype.propertyIsEnumerable.call(value, key)) continue
      const part = copyOf(Reflect.get(value, key), copies, depth + 1)
      if (part === undefined) continue
      Object.defineProperty(copy, key, { value: part, enumerable: true })
    }
    return Object.freeze(copy)
  }
  return copyOfKnownClass(value, copies, depth)
}

/** A value of a class with inner slots is copied, so that nobody changes the record's own. */
export const copyOfKnownClass = (
  value: object,
  copies: Map<object, unknown> = new Map(),
  depth = 0,
): unknown => {
  const inner = (part: unknown): unknown => copyOf(part, copies, depth + 1)
  const kind = kindOf(value)
  if (kind === 'Date') return new Date((value as Date).getTime())
  if (kind === 'Map')
    return new Map([...(value as Map<unknown, unknown>)].map(([k, v]) => [inner(k), inner(v)]))
  if (kind === 'Set') return new Set([...(value as Set<unknown>)].map(inner))
  // Where an expression stands, and what a URL was set to, would go from one stage to another.
  if (kind === 'RegExp') return new RegExp((value as RegExp).source, (value as RegExp).flags)
  if (kind === 'URL') return new URL((value as URL).href)
  if (kind === 'DataView') return copyOfDataView(value as DataView)
  if (ArrayBuffer.isView(value) && 'slice' in value) return Reflect.apply(sliceOfArray, value, []) as object
  return value
}

// A Buffer's own slice shares its bytes.
const sliceOfArray = (Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array).slice

const copyOfDataView = ({ buffer, byteOffset, byteLength }: DataView): DataView =>
  new DataView(buffer.slice(byteOffset, byteOffset + byteLength))
