import {
  type HoldingRule,
  type IsAny,
  type JsonRefusal,
  proveJson,
  type Ruled,
  type StreamCacher,
  writeJson,
} from '@stagewright/core'
import { readLines, writeLines } from './json-lines.ts'

/** What `ndjson()` can hold: an array of whatever JSON can. */
export interface NdjsonRule extends HoldingRule {
  readonly cacher: 'ndjson()'
  readonly refusal: IsAny<this['value']> extends true
    ? never
    : this['value'] extends readonly unknown[]
      ? JsonRefusal<this['value']>
      : 'it is not an array'
}

/** Keeps an array as lines of JSON. */
export interface NdjsonCacher extends StreamCacher<unknown>, Ruled<NdjsonRule> {}

/** Arrays that were saved and come back as something else, as far as code can tell, as with `json()`. */
const others = new WeakSet<object>()

const cacher: NdjsonCacher = Object.freeze({
  via: 'stream',
  format: 'ndjson',
  extension: 'ndjson',
  save: (value: unknown) => {
    if (!Array.isArray(value))
      throw new TypeError('ndjson() holds an array, and this is none. Return one, or use another cacher.')
    const { hasNegativeZero, comesBackOther } = proveJson(value)
    if (comesBackOther) others.add(value)
    return writeLines(value, hasNegativeZero ? writeJson : (row) => JSON.stringify(row))
  },
  reloads: (value: unknown) => Array.isArray(value) && others.has(value),
  load: async (chunks: AsyncIterable<Uint8Array>): Promise<unknown> => {
    const rows: unknown[] = []
    for await (const row of readLines(chunks)) rows.push(row)
    return rows
  },
})

/**
 * Keeps an array as newline-delimited JSON: a line for each element. Never makes one text of it all, so it may be larger
 * than a string can be.
 *
 * @throws TypeError from `save`, naming the path of what JSON cannot hold
 */
export const ndjson = (): NdjsonCacher => cacher
