import * as fc from 'fast-check'
import { bytes, type BytesCacher, json, type StreamCacher, text } from '@stagewright/core'
import { v8 } from '@stagewright/node'
import { firstDifference } from '../../core/src/values/compare.ts'
import { csv, gzip, imageFile, ndjson, png, rich, zstd } from '../src/index.ts'
import { parquet } from '../src/parquet.ts'
import { bytesOf, loadFrom } from './bytes-of.ts'
import { describeValue } from './describe-value.ts'
import { oddImages, oddRows, oddValues } from './odd-values.ts'
import { plain, richValues, rows, texts } from './values.ts'

type Held = BytesCacher<unknown> | StreamCacher<unknown>

const cachers: readonly (readonly [string, unknown, fc.Arbitrary<unknown>])[] = [
  ['json()', json(), fc.oneof(oddValues, plain)],
  ['text()', text(), fc.oneof(oddValues, texts)],
  ['bytes()', bytes(), oddValues],
  ['rich()', rich(), fc.oneof(oddValues, richValues)],
  ['v8()', v8(), fc.oneof(oddValues, richValues)],
  ['ndjson()', ndjson(), fc.oneof(oddValues, fc.array(oddValues), fc.array(plain))],
  ['csv()', csv(), fc.oneof(oddRows, rows)],
  ['parquet()', parquet(), fc.oneof(oddRows, rows)],
  ['png()', png(), oddImages],
  ['imageFile()', imageFile('png'), oddValues],
  ['gzip(json())', gzip(json()), fc.oneof(oddValues, plain)],
  ['zstd(rich())', zstd(rich()), fc.oneof(oddValues, richValues)],
  ['gzip(ndjson())', gzip(ndjson()), fc.array(oddValues)],
]

describe.each(cachers)('%s', (_, cacher, values) => {
  const held = cacher as Held

  test('gives back a value as it was passed on, or has it loaded, or refuses it', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const saved = await bytesOf(held, value).catch((error: unknown) => {
          expect(error).toBeInstanceOf(TypeError)
        })
        if (saved === undefined) return
        const loaded = await loadFrom(held, saved)
        if (typeof held.reloads === 'function' && held.reloads(value))
          expect(firstDifference(value, loaded)).toBeUndefined()
        else expect(describeValue(loaded)).toBe(describeValue(value))
        expect(describeValue(await loadFrom(held, saved))).toBe(describeValue(loaded))
      }),
      { numRuns: 500 },
    )
  })

  test('saves the same bytes for a value, whatever the process did before', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const saved = await bytesOf(held, value).catch(() => undefined)
        if (saved !== undefined) expect(await bytesOf(held, respelt(value))).toEqual(saved)
      }),
      { numRuns: 200 },
    )
  })
})

/** The same plain data, which the engine has in memory in another way: numbers as doubles, texts as parts of wide ones. */
const respelt = (value: unknown, known = new Map<unknown, unknown>()): unknown => {
  if (typeof value === 'string') return `漢漢漢漢漢漢漢漢漢漢漢漢漢${value}`.slice(13)
  if (typeof value !== 'object' || value === null) return value
  if (known.has(value)) return known.get(value)
  const parts = Object.entries(Object.getOwnPropertyDescriptors(value))
  const isPlain = parts.every(
    ([name, { get, enumerable }]) =>
      name !== '__proto__' && get === undefined && (enumerable || name === 'length'),
  )
  if (!isPlain || Object.getOwnPropertySymbols(value).length > 0) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype) return value
  const made: Record<string, unknown> = Array.isArray(value) ? Object.assign([]) : {}
  known.set(value, made)
  if (Array.isArray(value)) Object.assign(made, { length: value.length })
  for (const [key, part] of Object.entries(value)) {
    made[key] = 0.5
    made[key] = respelt(part, known)
  }
  return made
}
