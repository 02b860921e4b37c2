import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DuckDBConnection } from '@duckdb/node-api'
import { tableFromArrays } from 'apache-arrow'
import { fileStore, json, record, run, type RunResult, stage, type StageContext, text, v8 } from 'stagewright'
import { arrow } from '../src/arrow.ts'
import { duckTable } from '../src/duckdb.ts'
import {
  csv,
  fileCopy,
  fileReference,
  folderCopy,
  gzip,
  ndjson,
  ndjsonStream,
  rich,
  zstd,
} from '../src/index.ts'
import { parquet } from '../src/parquet.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagewright-cachers-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const store = () => fileStore(join(folder, 'store'))
const fileOf = async (result: RunResult, target: Parameters<RunResult['artifact']>[0], name: string) => {
  const found = result.artifact(target as never, name as never) as Exclude<
    ReturnType<RunResult['artifact']>,
    { kind: 'skipped' }
  >
  return found.file()
}

describe('a finished run whose cacher changes', () => {
  interface Point {
    readonly name: string
    readonly x: number
  }
  let calls = 0
  const build = (cacher: ReturnType<typeof json>) =>
    stage({ outputs: ['points'], cachers: [cacher] })(function measure() {
      calls++
      return { points: Array.from({ length: 3000 }, (_, x): Point => ({ name: `point ${x}`, x: x / 3 })) }
    })(record({}))

  test('goes from JSON through every table format and back: one call in all, the values and the digest stay', async () => {
    calls = 0
    const way = [
      json(),
      csv(),
      { ...parquet(), reads: [csv()] },
      { ...gzip(ndjson()), reads: [parquet()] },
      { ...zstd(csv()), reads: [gzip(ndjson())] },
      { ...rich(), reads: [zstd(csv())] },
      { ...json(), reads: [rich()] },
    ]
    const values: unknown[] = []
    const digests: unknown[] = []
    const formats: unknown[] = []
    for (const cacher of way) {
      const target = build(cacher as ReturnType<typeof json>)
      const result = await run(target, { store: store() })
      values.push(await result.value(target, 'points'))
      const artifact = result.artifact(target, 'points')
      if (artifact.kind === 'artifact') digests.push(artifact.digest)
      const again = (await run(target, { store: store() })).artifact(target, 'points')
      formats.push(again.kind === 'artifact' && again.format)
    }
    expect(calls).toBe(1)
    expect(formats).toEqual(way.map(({ format }) => format))
    expect(new Set(digests).size).toBe(1)
    for (const value of values) expect(value).toEqual(values[0])
  })

  test('that is compressed needs no word of what it was', async () => {
    calls = 0
    for (const cacher of [csv(), gzip(csv())]) await run(build(cacher as never), { store: store() })
    expect(calls).toBe(1)
  })
})

test('rows are streamed from the function to the store and on to who needs them', async () => {
  const make = stage({ outputs: ['rows'], cachers: [gzip(ndjsonStream())] })(function make() {
    const rows = (async function* () {
      for (let id = 0; id < 20_000; id++) yield { id, square: id * id }
    })()
    return { rows }
  })
  const add = stage({ inputs: ['rows'], outputs: ['sum'], cachers: [json()] })(async function add(
    _: StageContext,
    { rows }: { rows: AsyncIterable<{ id: number }> },
  ) {
    let sum = 0
    for await (const { id } of rows) sum += id
    return { sum }
  })
  const target = add(make(record({})))
  const result = await run(target, { store: store() })
  expect(await result.value(target, 'sum')).toBe(199_990_000)
  let last: unknown
  for await (const row of await result.value(target, 'rows')) last = row
  expect(last).toEqual({ id: 19_999, square: 19_999 ** 2 })
})

describe('a file', () => {
  const temporary = () => join(folder, 'made', 'numbers.txt')
  const prepare = () => {
    mkdirSync(join(folder, 'made', 'inner'), { recursive: true })
    writeFileSync(temporary(), '1 2 3')
    writeFileSync(join(folder, 'made', 'inner', 'more.txt'), '4')
  }
  const read = stage({ inputs: ['path'], outputs: ['content'], cachers: [text()] })(function read(
    _: StageContext,
    { path }: { path: string },
  ) {
    return { content: readFileSync(path, 'utf8') }
  })

  test('is copied: who needs it gets the copy, and the original may go', async () => {
    const write = stage({ outputs: ['path'], cachers: [fileCopy('txt')] })(function write() {
      prepare()
      return { path: temporary() }
    })
    const target = read(write(record({})))
    await run(write(record({})), { store: store() })
    rmSync(temporary())
    const result = await run(target, { store: store() })
    expect(await result.value(target, 'content')).toBe('1 2 3')
    const copy = await result.value(target, 'path')
    expect(basename(copy)).toBe('path.txt')
    expect(existsSync(copy)).toBe(true)
  })

  test('is refused where it is a folder, and a folder where it is a file', async () => {
    const write = (cacher: ReturnType<typeof fileCopy>, path: () => string) =>
      stage({ outputs: ['path'], cachers: [cacher] })(function write() {
        prepare()
        return { path: path() }
      })(record({}))
    await expect(
      run(
        write(fileCopy(), () => folder),
        { store: store() },
      ),
    ).rejects.toThrow(`${folder} is not a file, and fileCopy() holds the path of one.`)
    await expect(run(write(folderCopy() as never, temporary), { store: store() })).rejects.toThrow(
      `${temporary()} is not a folder, and folderCopy() holds the path of one.`,
    )
  })

  test('in a folder is copied with it', async () => {
    const write = stage({ outputs: ['path'], cachers: [folderCopy()] })(function write() {
      prepare()
      return { path: join(folder, 'made') }
    })
    const target = write(record({}))
    await run(target, { store: store() })
    rmSync(join(folder, 'made'), { recursive: true })
    const copy = await (await run(target, { store: store() })).value(target, 'path')
    expect(readFileSync(join(copy, 'inner', 'more.txt'), 'utf8')).toBe('4')
  })

  test.each(['a file', 'a folder'])(
    'is kept by reference as %s, and an edit is noticed when it is loaded',
    async (what) => {
      const refer = stage({ outputs: ['path'], cachers: [fileReference()] })(function refer() {
        prepare()
        return { path: what === 'a file' ? temporary() : join(folder, 'made') }
      })
      const target = refer(record({}))
      await run(target, { store: store(), lazy: 'all' })
      const path = await (await run(target, { store: store() })).value(target, 'path')
      expect(existsSync(path)).toBe(true)
      writeFileSync(temporary(), '1 2 4')
      const edited = await run(target, { store: store() })
      await expect(edited.value(target, 'path')).rejects.toThrow(
        `${path} is not what it was when the stage ran. Overwrite the stage to make it anew.`,
      )
      rmSync(join(folder, 'made'), { recursive: true })
      await expect(edited.value(target, 'path')).rejects.toThrow(
        `${path} cannot be read any more. Overwrite the stage to make it anew.`,
      )
      const again = await run(target, { store: store(), overwrite: ['refer'] })
      expect(await again.value(target, 'path')).toBe(path)
    },
  )
})

test('a table of DuckDB is kept, and queried in the store by who needs it', async () => {
  const fill = stage({ outputs: ['sales'], cachers: [duckTable()] })(async function fill() {
    const connection = await DuckDBConnection.create()
    await connection.run(`create table "all ""sales""" as
      select i as id, i % 7 as shop, date '2024-01-01' + i::int as day, i / 4 as price from range(5000) r(i)`)
    return { sales: { connection, table: 'all "sales"' } }
  })
  const total = stage({ inputs: ['sales'], outputs: ['total'], cachers: [json()] })(async function total(
    { params }: StageContext<{ shop: number }>,
    { sales }: { sales: { connection: DuckDBConnection; table: string } },
  ) {
    const reader = await sales.connection.runAndReadAll(
      `select sum(price)::double from "all ""sales""" where shop = ${params.shop}`,
    )
    return { total: Number(reader.getRows()[0]?.[0]) }
  })
  const sumOf = async (shop: number) => {
    const target = total(fill(record({ shop })))
    const result = await run(target, { store: store() })
    return [result.counts.ran, await result.value(target, 'total')]
  }
  const expected = (shop: number): number => {
    let sum = 0
    for (let id = shop; id < 5000; id += 7) sum += id / 4
    return sum
  }
  expect(await sumOf(0)).toEqual([2, expected(0)])
  expect(await sumOf(1)).toEqual([1, expected(1)])
  const target = fill(record({}))
  const file = await fileOf(await run(target, { store: store() }), target, 'sales')
  expect(readFileSync(file).subarray(0, 4).toString()).toBe('PAR1')
})

test('an Arrow table goes from stage to stage', async () => {
  const make = stage({ outputs: ['table'], cachers: [arrow()] })(function make() {
    return { table: tableFromArrays({ x: Float64Array.of(1, 2, 3), name: ['a', 'b', 'c'] }) }
  })
  const target = make(record({}))
  await run(target, { store: store() })
  const again = await run(target, { store: store() })
  expect(again.counts.ran).toBe(0)
  expect((await again.value(target, 'table')).toArray().map(String)).toEqual([
    '{"x": 1, "name": "a"}',
    '{"x": 2, "name": "b"}',
    '{"x": 3, "name": "c"}',
  ])
})

describe('what comes back in another form is seen alike by those who need it first and later:', () => {
  const oneRow = { a: 1 }
  test.each<[string, unknown, () => unknown, (value: any) => unknown]>([
    ['a Buffer in rich()', rich(), () => [Buffer.from('A')], ([value]) => String(value)],
    ['a RegExp that was used', v8(), used, (value) => value.lastIndex],
    [
      'columns in another order',
      csv(),
      () => [
        { a: 1, b: 2 },
        { b: 3, a: 4 },
      ],
      ([, row]) => Object.keys(row),
    ],
    ['a property that is undefined', ndjson(), () => [{ a: undefined }], ([row]) => Object.keys(row)],
    ['the same, compressed', gzip(json()), () => [{ a: undefined }], ([row]) => Object.keys(row)],
    ['one row twice', parquet(), () => [oneRow, oneRow], (rows) => new Set(rows).size],
  ])('%s', async (_, cacher, make, look) => {
    const first = stage({
      name: 'first',
      outputs: ['x'],
      cachers: [cacher as ReturnType<typeof json>],
      version: 1,
    })(() => ({ x: make() as never }))
    const seen: unknown[] = []
    for (const version of [1, 2]) {
      const second = stage({ name: 'second', inputs: ['x'], outputs: ['y'], cachers: [json()], version })((
        _context: StageContext,
        { x }: { x: unknown },
      ) => {
        seen.push(look(x))
        return { y: version }
      })
      await run(second(first(record({})) as never), { store: store() })
    }
    expect(seen).toHaveLength(2)
    expect(seen[0]).toEqual(seen[1])
  })

  function used(): RegExp {
    const pattern = /a/gu
    pattern.test('aa')
    return pattern
  }
})
