import { isPlainObject } from '../values/encode.ts'
import { instanceOf } from '../values/oddity.ts'
import { pathOf } from './path-of.ts'

/** What the writer has to know of a value that JSON can hold. */
export interface JsonProof {
  /** `JSON.stringify` would turn it into 0. */
  readonly hasNegativeZero: boolean
  /** It would come back without properties that are `undefined`, with a prototype that it lacks, or with one object as two. */
  readonly comesBackOther: boolean
}

/**
 * Proves that a value comes back from JSON as it was.
 *
 * @param mend the end of the message: what to do about it
 * @throws TypeError naming the path of the first part that would not, or where it is nested too deeply
 */
export const proveJson = (
  value: unknown,
  mend: string = 'Return plain data, or use another cacher.',
): JsonProof => {
  const search: Search = {
    keys: [],
    above: [],
    met: [],
    hasNegativeZero: false,
    comesBackOther: false,
    mend,
  }
  if (value === undefined) refuse(search, 'undefined')
  try {
    prove(value, search)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new TypeError(`The value is nested too deeply for JSON. ${mend}`, { cause: error })
  }
  return search
}

interface Search {
  /** The way from the whole value to the part that is looked at. */
  readonly keys: (string | number)[]
  /** The objects along the way. */
  readonly above: object[]
  /** The first objects that were met: in a list while they are few, because most values are small and a set costs. */
  met: object[] | Set<object>
  hasNegativeZero: boolean
  comesBackOther: boolean
  readonly mend: string
}

const refuse = ({ keys, mend }: Search, what: string): never => {
  throw new TypeError(`${pathOf(keys)} is ${what}, which JSON cannot hold. ${mend}`)
}

const prove = (value: unknown, search: Search): void => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return
    case 'number':
      if (isOrdinary(value)) return
      if (value !== value || value === Infinity || value === -Infinity) refuse(search, String(value))
      if (value === 0 && 1 / value < 0) search.hasNegativeZero = true
      return
    case 'object':
      if (value !== null) proveObject(value, search)
      return
    case 'undefined':
      // Reached only from arrays: objects leave such properties out.
      return refuse(search, 'undefined in an array')
    case 'bigint':
      return refuse(search, 'a bigint')
    default:
      return refuse(search, `a ${typeof value}`)
  }
}

/** Finite, and not one of the two zeros. */
const isOrdinary = (value: number): boolean => value - value === 0 && value !== 0

const mostInList = 16
/** A set holds no more. Beyond, one of them may have been met twice. */
const mostMet = 2 ** 24 - 1

const isMetAgain = (value: object, search: Search): boolean => {
  const { met } = search
  if (Array.isArray(met)) {
    if (met.includes(value)) return true
    met.push(value)
    if (met.length > mostInList) search.met = new Set(met)
    return false
  }
  if (met.has(value)) return true
  if (met.size === mostMet) return true
  met.add(value)
  return false
}

const proveObject = (value: object, search: Search): void => {
  if (search.above.includes(value)) refuse(search, 'a cycle: the value that it is part of')
  if (isMetAgain(value, search)) search.comesBackOther = true
  search.above.push(value)
  if (Array.isArray(value)) proveArray(value, search)
  else if (isPlainObject(value)) proveProperties(value, search)
  else refuse(search, instanceOf(value))
  search.above.pop()
}

const proveArray = (value: readonly unknown[], search: Search): void => {
  if (Object.getPrototypeOf(value) !== Array.prototype && !isForeignArray(value))
    refuse(search, instanceOf(value))
  const { keys } = search
  const depth = keys.length
  for (let index = 0; index < value.length; index++) {
    const part = value[index]
    if (typeof part === 'string' || (typeof part === 'number' && isOrdinary(part))) continue
    keys[depth] = index
    if (part === undefined && !(index in value)) refuse(search, 'an empty slot of an array')
    prove(part, search)
  }
  keys.length = depth
  // Its indices and its length.
  if (Reflect.ownKeys(value).length === value.length + 1) return
  if (Object.keys(value).length !== value.length) {
    const name = Object.keys(value)[value.length] ?? ''
    keys.push(name)
    refuse(search, 'a named property of an array')
  }
  if (Object.getOwnPropertySymbols(value).length > 0) refuse(search, 'an array with symbol keys')
}

/** An array of another realm, whose prototype is not this realm's. */
const isForeignArray = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(prototype) && Object.hasOwn(prototype, 'concat')
}

const proveProperties = (value: object, search: Search): void => {
  const { keys } = search
  const depth = keys.length
  if (Object.getPrototypeOf(value) === null) search.comesBackOther = true
  const names = Reflect.ownKeys(value)
  for (let index = 0; index < names.length; index++) {
    const name = names[index] ?? ''
    if (typeof name === 'symbol') {
      keys.length = depth
      return refuse(search, 'an object with symbol keys')
    }
    keys[depth] = name
    const property = Object.getOwnPropertyDescriptor(value, name)
    if (property === undefined) continue
    if (property.get !== undefined || property.set !== undefined)
      refuse(search, 'computed by a getter or setter')
    if (property.enumerable === false) refuse(search, 'a hidden property')
    if (property.value === undefined) search.comesBackOther = true
    else prove(property.value, search)
  }
  keys.length = depth
}
