import { join } from 'node:path'
import {
  bytes,
  type Cacher,
  fileStore,
  json,
  memoryStore,
  record,
  stage,
  type StageContext,
  type StreamCacher,
} from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

/** Numbers that come once when they are made, and as often as anybody likes when they are loaded. */
const numbers: StreamCacher<AsyncIterable<number>> = {
  via: 'stream',
  format: 'numbers',
  extension: 'txt',
  reloads: true,
  save: async function* (values) {
    for await (const value of values) yield Buffer.from(`${value}\n`.padStart(100))
  },
  load: async (chunks) => ({
    async *[Symbol.asyncIterator]() {
      let text = ''
      for await (const chunk of chunks) text += Buffer.from(chunk).toString()
      yield* text.trimEnd().split('\n').map(Number)
    },
  }),
}
let made = 0
const make = stage({ outputs: ['values'], cachers: [numbers] })(function make() {
  made++
  const values = (async function* () {
    for (let value = 1; value <= 1_000; value++) yield value
  })()
  return { values }
})
const add = (edition: number) =>
  stage({ inputs: ['values'], outputs: ['sum'], cachers: [json()], version: edition })(async function add(
    _: StageContext,
    inputs: { values: AsyncIterable<number> },
  ) {
    let sum = 7
    for await (const value of inputs.values) sum += value
    for await (const value of inputs.values) sum -= value
    return { sum }
  })

describe.each([
  ['in memory', memoryStore],
  ['in files', () => fileStore(join(temporaryFolder(), 'store'))],
])('an output whose cacher reloads, with a store %s', (_, makeStore) => {
  test.each(['declared', 'all', 'none'] as const)(
    'is loaded for whoever needs it, in a run that is lazy: %s',
    async (lazy) => {
      made = 0
      const bench = workbench(makeStore())
      for (const edition of [1, 2]) {
        const target = add(edition)(make(record({})))
        const told = await bench.run(target, { lazy, roundTrip: 'verify' })
        expect(await told.value(target, 'sum')).toBe(7)
      }
      expect(made).toBe(1)
    },
  )

  test('can be gone through again when the run is over', async () => {
    const bench = workbench(makeStore())
    const target = make(record({}))
    const told = await bench.run(target)
    const values = await told.value(target, 'values')
    for (const _ of [1, 2]) {
      let count = 0
      for await (const value of values) count += Math.sign(value)
      expect(count).toBe(1_000)
    }
  })

  test('can be had from a run that keeps nothing', async () => {
    const bench = workbench(makeStore())
    const target = add(1)(make(record({})))
    const told = await bench.run(target, { cache: 'off' })
    expect(await told.value(target, 'sum')).toBe(7)
  })
})

describe('what comes back as something else is seen alike by all, in this run and the next:', () => {
  const cases: readonly (readonly [string, Cacher<unknown>, () => unknown, (value: any) => unknown])[] = [
    ['a property that is undefined', json(), () => [{ a: undefined }], ([row]) => Object.keys(row)],
    ['an object without a prototype', json(), () => Object.create(null), (value) => 'toString' in value],
    [
      'one object that is met twice',
      json(),
      () => {
        const row = {}
        return [row, row]
      },
      (rows) => new Set(rows).size,
    ],
    ['a Buffer', bytes(), () => Buffer.from('A'), (value) => String(value)],
    ['a part of a buffer', bytes(), () => new Uint8Array(9).subarray(1), (value) => value.buffer.byteLength],
  ]
  test.each(cases)('%s', async (_, cacher, value, look) => {
    const bench = workbench()
    const first = untyped.stage({ name: 'first', outputs: ['x'], cachers: [cacher], version: 1 })(() => ({
      x: value(),
    }))
    const seen: unknown[] = []
    const targets = (version: number) => {
      const second = untyped.stage({
        name: 'second',
        inputs: ['x'],
        outputs: ['y'],
        cachers: [json()],
        version,
      })(({ params }, { x }) => {
        seen.push(look(x))
        return { y: params.k }
      })
      const made = first(untyped.record({}))
      return [1, 2, 3].map((k) => second(untyped.fork(made, { k })))
    }
    for (const version of [1, 2]) await bench.run(targets(version), { concurrency: 1 })
    expect(seen).toHaveLength(6)
    expect(new Set(seen.map((each) => JSON.stringify(each))).size).toBe(1)
  })
})
