import type { HoldingRule, IsAny, JsonRefusal, Ruled, StreamCacher } from '@stagewright/core'
import { readLines, writeLines } from './json-lines.ts'

/** What `ndjsonStream()` can hold: rows that come one after another, each whatever JSON can hold. */
export interface NdjsonStreamRule extends HoldingRule {
  readonly cacher: 'ndjsonStream()'
  readonly refusal: StreamRefusal<this['value']>
}

type StreamRefusal<Value> =
  IsAny<Value> extends true
    ? never
    : Value extends AsyncIterable<infer Row>
      ? JsonRefusal<Row>
      : 'it is not an AsyncIterable. Return one, or use ndjson()'

/** Keeps rows that come one after another as lines of JSON. */
export interface NdjsonStreamCacher extends StreamCacher<unknown>, Ruled<NdjsonStreamRule> {}

const cacher: NdjsonStreamCacher = Object.freeze({
  via: 'stream',
  format: 'ndjson',
  extension: 'ndjson',
  reloads: true,
  save: (value: unknown) => {
    if (typeof value !== 'object' || value === null || !(Symbol.asyncIterator in value))
      throw new TypeError(
        'ndjsonStream() holds an AsyncIterable, and this is none. Return one, or use ndjson().',
      )
    // It has the one method of an AsyncIterable.
    return writeLines(value as AsyncIterable<unknown>)
  },
  load: async (chunks: AsyncIterable<Uint8Array>): Promise<unknown> => ({
    [Symbol.asyncIterator]: () => readLines(chunks),
  }),
})

/**
 * Keeps rows that are never all in memory as newline-delimited JSON. The function returns an AsyncIterable, such as an async
 * generator's; whoever needs it gets one that reads from the store, as often as it is gone through. `ndjson()` reads the
 * same bytes.
 *
 * @throws TypeError from `save`, naming the path of what JSON cannot hold
 */
export const ndjsonStream = (): NdjsonStreamCacher => cacher
