import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { json, makeEngine, memoryStore, record, stage, type StageContext } from '@stagewright/core'
import {
  Dictionary,
  Field,
  Int8,
  List,
  Struct,
  Table,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { arrow } from '../src/arrow.ts'
import { bytesOf, loadFrom } from './bytes-of.ts'

const cities = () => tableFromArrays({ city: ['Rome', 'Oslo', 'Rome'], size: [1, 2, 3] })
const texts = () => new Dictionary(new Utf8(), new Int8())
const nested = (rows: readonly unknown[]) =>
  new Table({
    a: vectorFromArray(
      rows,
      new Struct([
        new Field('b', texts(), true),
        new Field('c', new List(new Field('item', texts(), true)), true),
      ]),
    ),
  })

const load = async (table: Table): Promise<Table> =>
  (await loadFrom(arrow(), await bytesOf(arrow(), table))) as Table

test.each<[string, () => Table]>([
  ['with texts', cities],
  [
    'that was put together of two with texts',
    () => cities().concat(tableFromArrays({ city: ['Bern', null], size: [4, 5] })),
  ],
  ['whose columns come from several', () => cities().assign(tableFromArrays({ name: ['a', 'b', 'c'] }))],
  ['with texts in lists and structures', () => nested([{ b: 'x', c: ['p', 'q'] }, null, { b: 'x', c: [] }])],
  ['of several such', () => nested([{ b: 'x', c: ['p'] }]).concat(nested([{ b: 'y', c: ['p', 'z'] }]))],
  [
    'of many texts in narrow dictionaries',
    () => {
      const names = (from: number) =>
        vectorFromArray(
          Array.from({ length: 90 }, (_, at) => `n${from + at}`),
          texts(),
        )
      return new Table({ name: names(0) }).concat(new Table({ name: names(60) }))
    },
  ],
  ['that is a part of another', () => cities().concat(cities()).slice(1, 5)],
  ['without rows', () => cities().slice(0, 0)],
])('a table %s comes back, and is saved as the same bytes whatever was made before it', async (_, make) => {
  const table = make()
  const loaded = await load(table)
  expect(String(loaded)).toBe(String(table))
  expect(await bytesOf(arrow(), make())).toEqual(await bytesOf(arrow(), table))
  expect(await bytesOf(arrow(), loaded)).toEqual(await bytesOf(arrow(), table))
})

test('tables that were loaded can be put together, by the library alone, too', async () => {
  const both = (await load(cities())).assign(await load(tableFromArrays({ name: ['x', 'y', 'z'] })))
  expect(String(tableFromIPC(tableToIPC(both)))).toBe(String(both))
})

test('another process saves an equal table as the same bytes', async () => {
  const digest = createHash('sha256')
    .update(await bytesOf(arrow(), cities()))
    .digest('hex')
  const program = `
    import { createHash } from 'node:crypto'
    import { tableFromArrays } from 'apache-arrow'
    import { arrow } from '@stagewright/cachers/arrow'
    for (let other = 0; other < 5; other++) tableFromArrays({ other: ['a', 'b'] })
    const table = tableFromArrays({ city: ['Rome', 'Oslo', 'Rome'], size: [1, 2, 3] })
    console.log(createHash('sha256').update(await arrow().save(table)).digest('hex'))`
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: __dirname,
  })
  expect(output.toString().trim()).toBe(digest)
})

test('an overwritten stage that makes an equal table with texts makes nothing after it run, under roundTrip: verify', async () => {
  const engine = makeEngine()
  const store = memoryStore()
  const make = stage({ name: 'make', outputs: ['table'], cachers: [arrow()], version: 1 })(() => ({
    table: cities(),
  }))
  const count = stage({ name: 'count', inputs: ['table'], outputs: ['rows'], cachers: [json()], version: 1 })(
    (_: StageContext, { table }: { table: Table }) => ({ rows: table.numRows }),
  )
  const target = count(make(record({})))
  await engine.run(target, { store, roundTrip: 'verify' })
  const again = await engine.run(target, { store, overwrite: ['make'], roundTrip: 'verify' })
  expect(again.counts).toMatchObject({ ran: 1, reused: 1 })
})
