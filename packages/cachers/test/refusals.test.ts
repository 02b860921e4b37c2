import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBConnection } from '@duckdb/node-api'
import { json, type PathCacher } from '@stagewright/core'
import { v8 } from '@stagewright/node'
import { arrow } from '../src/arrow.ts'
import { duckTable } from '../src/duckdb.ts'
import { csv, gzip, imageFile, ndjson, ndjsonStream, png, rich, zstd } from '../src/index.ts'
import { parquet } from '../src/parquet.ts'
import { bytesOf, loadFrom } from './bytes-of.ts'

const cachers: Readonly<Record<string, unknown>> = {
  csv: csv(),
  parquet: parquet(),
  ndjson: ndjson(),
  ndjsonStream: ndjsonStream(),
  rich: rich(),
  v8: v8(),
  png: png(),
  arrow: arrow(),
  image: imageFile('png'),
  gzip: gzip(csv()),
}
const refusalOf = async (name: string, value: unknown): Promise<string> => {
  try {
    await bytesOf(cachers[name] as Parameters<typeof bytesOf>[0], value)
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing: it was held'
}
class Model {
  readonly weight = 1
}
const image = { width: 1, height: 1, channels: 3, data: new Uint8Array(3) }

describe('refuses what would not come back, and names the path', () => {
  test.each<[string, unknown, string]>([
    ['csv', 'rows', 'csv() holds an array of rows, and this is none. Return one, or use another cacher.'],
    ['csv', [{ a: 1 }, 5], '[1] is not an object. csv() holds flat rows that all have the same columns.'],
    [
      'csv',
      [new Model()],
      '[0] is an instance of Model. csv() holds flat rows that all have the same columns.',
    ],
    ['csv', [{}], '[0] has no columns. csv() holds flat rows that all have the same columns.'],
    [
      'csv',
      [{ a: 1 }, { b: 1 }],
      "[1] has no column 'a'. csv() holds flat rows that all have the same columns.",
    ],
    [
      'csv',
      [{ a: 1 }, { a: 1, b: 2 }],
      "[1] has a column 'b', which the first row does not have. csv() holds flat rows that all have the same columns.",
    ],
    [
      'csv',
      [{ a: 1 }, { a: undefined }],
      '[1].a is undefined, which csv() cannot hold. Return flat rows, or use another cacher.',
    ],
    [
      'csv',
      [{ 'a b': [] }],
      '[0]["a b"] is an object, which csv() cannot hold. Return flat rows, or use another cacher.',
    ],
    [
      'csv',
      [{ a: new Date(NaN) }],
      '[0].a is an invalid Date, which csv() cannot hold. Return flat rows, or use another cacher.',
    ],
    [
      'csv',
      [{ a: '\ud800' }],
      '[0].a is a text with half a character, which csv() cannot hold. Return flat rows, or use another cacher.',
    ],
    [
      'gzip',
      [{ a: Symbol('s') }],
      '[0].a is a symbol, which csv() cannot hold. Return flat rows, or use another cacher.',
    ],
    [
      'parquet',
      [{ a: 1 }, { a: null }, { a: 'x' }],
      '[2].a is a text, and the column holds a number before it. parquet() holds columns of one type.',
    ],
    [
      'parquet',
      [{ a: 2n ** 63n }],
      '[0].a is a bigint of more than 64 bits, which parquet() cannot hold. Return flat rows, or use another cacher.',
    ],
    [
      'parquet',
      [{ a: new Uint8Array(1) }],
      '[0].a is an object, which parquet() cannot hold. Return flat rows, or use another cacher.',
    ],
    [
      'parquet',
      [JSON.parse('{"__proto__":1}')],
      'The column "__proto__" would not come back from Parquet. Give it another name.',
    ],
    ['ndjson', { a: 1 }, 'ndjson() holds an array, and this is none. Return one, or use another cacher.'],
    [
      'ndjson',
      [1, { when: [new Date(0)] }],
      '[1].when[0] is a Date, which JSON cannot hold. Return plain data, or use another cacher.',
    ],
    [
      'ndjson',
      [1, undefined],
      '[1] is undefined in an array, which JSON cannot hold. Return plain data, or use another cacher.',
    ],
    [
      'ndjsonStream',
      [1],
      'ndjsonStream() holds an AsyncIterable, and this is none. Return one, or use ndjson().',
    ],
    [
      'rich',
      { models: [new Model()] },
      '.models[0] is an instance of Model, which rich() cannot hold. Return data, or use another cacher.',
    ],
    [
      'rich',
      new Map([['predict', () => 1]]),
      '.get("predict") cannot be held by rich(): Cannot stringify a function. Return data, or use another cacher.',
    ],
    ['png', { ...image, width: 0 }, '.width and .height are 0 and 1, and must be whole numbers from 1.'],
    ['png', { ...image, channels: 5 }, '.channels is 5, and must be 1, 2, 3 or 4.'],
    ['png', { ...image, height: 2 }, '.data has 3 samples, and width * height * channels is 6.'],
    [
      'png',
      { ...image, data: new Uint8ClampedArray(3) },
      '.data is a Uint8ClampedArray, and must be a Uint8Array or a Uint16Array.',
    ],
    [
      'image',
      new Uint8Array(20),
      'The bytes do not begin as those of a png image do. Name their kind, or use bytes().',
    ],
    ['image', 'GIF', "imageFile('png') holds a Uint8Array, and this is none. For pixels, use png()."],
    [
      'arrow',
      [{ a: 1 }],
      "arrow() holds a Table of apache-arrow as import loads it, and this is none. In CommonJS, take it from import('apache-arrow').",
    ],
  ])('%s: %p', async (name, value, sentence) => {
    expect(await refusalOf(name, value)).toBe(sentence)
  })

  test.each<[string, unknown, string]>([
    ['rich', { found: /b/u.exec('abc') }, ".found is an array with the property 'groups'"],
    ['rich', [new (class Times extends Date {})()], '[0] is an instance of Times'],
    ['rich', new Map([['a', new (class Table extends Map {})()]]), '.get("a") is an instance of Table'],
    ['rich', { list: class List extends Array {}.from([1]) }, '.list is an instance of List'],
    ['rich', [Object.assign(new Map(), { note: 1 })], "[0] is a Map with the property 'note'"],
    [
      'rich',
      { a: Object.defineProperty({}, 'b', { value: 1 }) },
      ".a is an object with the hidden property 'b'",
    ],
    ['v8', { a: { [Symbol('s')]: 1 } }, '.a is an object with a symbol for a key'],
    ['v8', [Object.defineProperty({}, 'b', { value: 1 })], "[0] is an object with the hidden property 'b'"],
    [
      'v8',
      new Map([['x', Object.assign(new Error('e'), { code: 1 })]]),
      ".get(x) is an Error with the property 'code'",
    ],
    [
      'v8',
      {
        made: new (class extends Map {
          static override readonly name = 'Map'
        })(),
      },
      '.made is an instance of Map',
    ],
    ['v8', { run: () => 1 }, '.run is a function'],
  ])('%s: the odd thing in %p', async (name, value, what) => {
    expect(await refusalOf(name, value)).toContain(`${what}, which `)
  })

  test.each([
    ['sum(i)', 'HUGEINT, which Parquet keeps as DOUBLE'],
    ["'a'::enum('a', 'b')", "ENUM('a', 'b'), which Parquet keeps as VARCHAR"],
    ["'101'::bit", 'BIT, which Parquet keeps as VARCHAR'],
    ["'2020-01-01'::timestamp_s", 'TIMESTAMP_S, which Parquet keeps as TIMESTAMP'],
    ["interval '1.000001 seconds'", 'INTERVAL, which Parquet does not give back'],
    ["'12:00:00+02'::timetz", 'TIME WITH TIME ZONE, which Parquet does not give back'],
  ])('duckTable: a column of %s', async (expression, what) => {
    const connection = await DuckDBConnection.create()
    await connection.run(`create table t as select ${expression} as x from range(3) r(i) group by all`)
    const folder = mkdtempSync(join(tmpdir(), 'stagewright-duckdb-'))
    try {
      await expect(duckTable().save({ connection, table: 't' }, join(folder, 't.parquet'))).rejects.toThrow(
        `The column "x" is ${what}. Cast it to a type that Parquet has`,
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('duckTable: what is no table', async () => {
    await expect(duckTable().save({} as never, 'nowhere')).rejects.toThrow(
      'duckTable() holds { connection, table }, and this is not that. Return both.',
    )
  })
})

test.each([gzip, zstd])('compression around a cacher that saves to a path is refused at once', (around) => {
  const path: PathCacher<string> = {
    via: 'path',
    format: 'x',
    extension: 'x',
    save: () => {},
    load: () => '',
  }
  expect(() => around(path as never)).toThrow(/is put around a cacher that saves bytes or a stream/u)
})

describe('bytes that were not saved by it', () => {
  test('are refused by csv() where a text is not quoted', async () => {
    await expect(loadFrom(csv(), Buffer.from('"a"\nplain\n'))).rejects.toThrow(
      'csv() did not write this: the cell plain is neither quoted nor a number.',
    )
  })

  test.each([
    [
      'a text with something after it',
      '"a"\n"x"y\n',
      'csv() did not write this: after a text in quotes there is no comma.',
    ],
    ['a line without an end', '"a"\n1', 'The last line has no end: this is not what was saved.'],
    ['a text without an end', '"a"\n"x', 'The last line has no end: this is not what was saved.'],
  ])('are refused by csv(): %s', async (_, text, sentence) => {
    await expect(loadFrom(csv(), Buffer.from(text))).rejects.toThrow(sentence)
  })

  test('are refused by ndjson() where the last line has no end', async () => {
    await expect(loadFrom(ndjson(), Buffer.from('1\n2'))).rejects.toThrow(
      'The last line has no end: this is not what was saved.',
    )
  })

  test.each([
    ['gzip', gzip(json())],
    ['zstd', zstd(json())],
    ['gzip of a stream', gzip(csv())],
    ['zstd of a stream', zstd(csv())],
  ])('are an error of %s, and not a value', async (_, cacher) => {
    const load = loadFrom(cacher as Parameters<typeof loadFrom>[0], Buffer.from('not compressed at all'))
    await expect(load).rejects.toThrow()
  })
})
