import { tableFromArrays } from 'apache-arrow'
import * as fc from 'fast-check'
import { bytes, type BytesCacher, json, type StreamCacher, text } from '@stagewright/core'
import { arrow } from '../src/arrow.ts'
import { csv, gzip, imageFile, ndjson, ndjsonStream, png, rich, zstd } from '../src/index.ts'
import { parquet } from '../src/parquet.ts'
import { bytesOf, loadFrom, lossOf } from './bytes-of.ts'
import { dates, images, numbers, plain, richValues, rows, texts } from './values.ts'

type Held = BytesCacher<unknown> | StreamCacher<unknown>
const held = (cacher: unknown): Held => cacher as Held

describe.each<[string, unknown, fc.Arbitrary<unknown>]>([
  ['csv()', csv(), rows],
  ['parquet()', parquet(), rows],
  ['ndjson()', ndjson(), fc.array(plain)],
  ['rich()', rich(), richValues],
  ['png()', png(), images],
  ['gzip(json())', gzip(json()), plain],
  ['gzip(csv())', gzip(csv()), rows],
  ['gzip(text())', gzip(text()), texts],
  ['zstd(bytes())', zstd(bytes()), fc.uint8Array()],
  ['zstd(ndjson())', zstd(ndjson()), fc.array(plain)],
  ['zstd(gzip(csv()))', zstd(gzip(csv())), rows],
])('%s', (_, cacher, values) => {
  test('gives back what it was given', async () => {
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 1, max: 50 }), async (value, pieces) => {
        expect(await lossOf(held(cacher), value, pieces)).toBeUndefined()
      }),
      { numRuns: 100 },
    )
  })

  test('saves the same bytes for the same value', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        expect(await bytesOf(held(cacher), value)).toEqual(await bytesOf(held(cacher), value))
      }),
      { numRuns: 20 },
    )
  })
})

const drawRows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: index,
    name: `row "${index}", ${'x'.repeat(index % 9)}`,
    share: index / 7,
    at: new Date(index * 1e7),
    even: index % 2 === 0,
    big: index % 5 === 0 ? null : BigInt(index) ** 3n,
  }))

test.each([
  ['csv()', csv()],
  ['parquet()', parquet()],
  ['gzip(csv())', gzip(csv())],
  ['zstd(csv())', zstd(csv())],
])('%s gives back rows of many chunks', async (_, cacher) => {
  expect(await lossOf(held(cacher), drawRows(5000), 4096)).toBeUndefined()
})

test('csv() keeps columns of any name', async () => {
  const odd: unknown = JSON.parse('[{"__proto__":1,"\ufeff":2,"":3,"constructor":4}]')
  expect(JSON.stringify(await loadFrom(held(csv()), await bytesOf(held(csv()), odd)))).toBe(
    JSON.stringify(odd),
  )
})

test('csv() writes what other programs read', async () => {
  const saved = await bytesOf(held(csv()), [
    { name: 'a "b"', n: 1.5, ok: true, at: new Date(0), none: null },
    { name: '', n: -0, ok: false, at: new Date(1), none: null },
  ])
  expect(saved.toString().split('\n')).toEqual([
    '"name","n","ok","at","none"',
    '"a ""b""",1.5,true,1970-01-01T00:00:00.000Z,',
    '"",-0,false,1970-01-01T00:00:00.001Z,',
    '',
  ])
})

test('parquet() tells -0 from 0 in one column', async () => {
  const zeros = [{ n: 0 }, { n: -0 }, { n: 0 }, { n: -0 }]
  expect(await lossOf(held(parquet()), zeros, 1)).toBeUndefined()
})

test('parquet() gives whole numbers the narrow type, and others the wide one', async () => {
  const { parquetMetadata } = await import('hyparquet')
  const saved = await bytesOf(held(parquet()), [
    { whole: 1, half: 0.5, negativeZero: -0, wide: 2 ** 31, none: null },
  ])
  const { schema } = parquetMetadata(new Uint8Array(saved).buffer)
  expect(schema.slice(1).map(({ name, type }) => `${name} ${type}`)).toEqual([
    'whole INT32',
    'half DOUBLE',
    'negativeZero DOUBLE',
    'wide DOUBLE',
    'none BYTE_ARRAY',
  ])
})

test('arrow() gives back every column of a Table', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(texts, numbers, dates, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), {
        minLength: 1,
      }),
      async (entries) => {
        const table = tableFromArrays({
          text: entries.map(([each]) => each),
          number: Float64Array.from(entries, ([, each]) => each),
          big: BigInt64Array.from(entries, ([, , , each]) => each),
        })
        const again = (await loadFrom(arrow(), await bytesOf(arrow(), table))) as typeof table
        expect(String(again.schema)).toBe(String(table.schema))
        expect(again.toArray().map(String)).toEqual(table.toArray().map(String))
      },
    ),
    { numRuns: 50 },
  )
})

test('ndjsonStream() gives rows as they come, as often as they are gone through, and reads what ndjson() wrote', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plain), async (values) => {
      const saved = await bytesOf(held(ndjsonStream()), toStream(values))
      expect(saved).toEqual(await bytesOf(held(ndjson()), values))
      const loaded = (await loadFrom(held(ndjsonStream()), saved)) as AsyncIterable<unknown>
      for (const _ of [1, 2]) expect(await gather(loaded)).toEqual(values.map((value) => value))
    }),
    { numRuns: 50 },
  )
})

async function* toStream(values: readonly unknown[]): AsyncGenerator {
  yield* values
}

const gather = async (values: AsyncIterable<unknown>): Promise<readonly unknown[]> => {
  const all: unknown[] = []
  for await (const value of values) all.push(value)
  return all
}

test('rich() keeps values that refer to themselves, or twice to the same', async () => {
  const shared = { at: new Date(7) }
  const loop: Record<string, unknown> = { first: shared, second: shared }
  loop['self'] = loop
  const again = (await loadFrom(rich(), await bytesOf(rich(), loop))) as typeof loop
  expect(again['self']).toBe(again)
  expect(again['first']).toBe(again['second'])
  expect(again['first']).toEqual(shared)
})

test.each(['png', 'jpeg', 'gif', 'webp'] as const)(
  'imageFile() keeps the bytes of a %s image',
  async (type) => {
    const heads = {
      png: '\x89PNG\r\n\x1a\n',
      jpeg: '\xff\xd8\xff\xe0',
      gif: 'GIF89a',
      webp: 'RIFF\x10\x00\x00\x00WEBPVP8 ',
    }
    const image = new Uint8Array(Buffer.from(`${heads[type]}and the rest`, 'latin1'))
    expect(await loadFrom(imageFile(type), await bytesOf(imageFile(type), image))).toEqual(image)
  },
)

test('what zstd() saves is a Zstandard frame, in one piece or streamed', async () => {
  const { decompress } = await import('fzstd')
  const value = 'words '.repeat(10_000)
  expect(Buffer.from(decompress(await bytesOf(held(zstd(text())), value))).toString()).toBe(value)
  const lines = await bytesOf(held(zstd(ndjson())), [value, value])
  expect(Buffer.from(decompress(lines)).toString()).toBe(`"${value}"\n"${value}"\n`)
})
