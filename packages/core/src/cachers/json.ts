import type { JsonBuilder, JsonCacher } from '../types/json-builder.ts'
import { fromUtf8, toUtf8 } from './utf8.ts'
import { proveJson } from './prove-json.ts'
import { writeJson } from './write-json.ts'

// What `load` gives is what was saved, of whatever type that was: the types of stages and of `json<Value>()` carry it.
const cacher = Object.freeze({
  via: 'bytes',
  format: 'json',
  extension: 'json',
  save: (value: unknown) => toUtf8(jsonText(value)),
  reloads: (value: unknown) => typeof value === 'object' && value !== null && others.has(value),
  load: (bytes: Uint8Array): never => JSON.parse(fromUtf8(bytes)) as never,
}) satisfies JsonCacher

/** Values that were saved and come back as something else, as far as code can tell: an `undefined` property is left out. */
const others = new WeakSet<object>()

/** @throws TypeError naming the path of the value that JSON cannot hold */
export const jsonText = (value: unknown): string => {
  try {
    const { hasNegativeZero, comesBackOther } = proveJson(value)
    // What has no object in it comes back as it is.
    if (comesBackOther && typeof value === 'object' && value !== null) others.add(value)
    return hasNegativeZero ? writeJson(value) : JSON.stringify(value)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const problem = 'The value is nested too deeply, or is too large, to be one JSON text'
    throw new TypeError(`${problem}. Return flatter data, or use another cacher.`, { cause: error })
  }
}

/**
 * Keeps plain data as JSON, and refuses what would come back as something else. Properties that are `undefined` are
 * left out. Keys keep their order.
 *
 * @throws TypeError from `save`, naming the path of the value that JSON cannot hold.
 */
export const json: JsonBuilder = () => cacher
