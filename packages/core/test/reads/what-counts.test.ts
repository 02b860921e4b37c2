import { format, inspect } from 'node:util'
import { snapshot } from 'stagewright'
import { makeView } from '../../src/reads/view.ts'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'
import { reader, runsAgain } from './reading.ts'

type Case = readonly [
  how: string,
  read: (params: any, context: any) => unknown,
  before: object,
  unread: object,
  read: object,
]

/** A change of what was not read runs nothing; a change of what was read runs the stage again. */
const cases: readonly Case[] = [
  ['a parameter', ({ k }) => k, { k: 1, other: 1 }, { k: 1, other: 2 }, { k: 2, other: 1 }],
  [
    'a nested path',
    (p) => p.a.b.c,
    { a: { b: { c: 1, d: 1 } } },
    { a: { b: { c: 1, d: 2 }, e: 3 }, f: 4 },
    { a: { b: { c: 2, d: 1 } } },
  ],
  ['an absent parameter', (p) => p.gone, { k: 1 }, { k: 2 }, { k: 1, gone: 1 }],
  ['an absent nested one', (p) => p.a.gone, { a: {} }, { a: { other: 1 } }, { a: { gone: 1 } }],
  ['the presence of a key', (p) => 'k' in p, { k: 1 }, { k: 2, l: 1 }, { l: 1 }],
  [
    'the presence of a nested key',
    (p) => 'k' in p.a,
    { a: { k: 1 } },
    { a: { k: 2, l: 1 } },
    { a: { l: 1 } },
  ],
  ['Object.hasOwn', (p) => Object.hasOwn(p, 'gone'), { k: 1 }, { k: 2 }, { k: 1, gone: 0 }],
  ['the keys', (p) => Object.keys(p.a), { a: { x: 1 }, b: 1 }, { a: { x: 1 }, b: 2 }, { a: { x: 1, y: 1 } }],
  ['a spread', (p) => ({ ...p.a }), { a: { x: 1 }, b: 1 }, { a: { x: 1 }, b: 2 }, { a: { x: 2 }, b: 1 }],
  [
    'a rest',
    ({ a: { x, ...rest } }) => [x, rest],
    { a: { x: 1 }, b: 1 },
    { a: { x: 1 } },
    { a: { x: 1, y: 2 } },
  ],
  [
    'Object.entries',
    (p) => Object.entries(p.a),
    { a: { x: { y: 1 } }, b: 1 },
    { a: { x: { y: 1 } }, b: 2 },
    { a: { z: { y: 1 } }, b: 1 },
  ],
  [
    'for ... in',
    (p) => {
      const seen = []
      for (const key in p.a) seen.push(p.a[key])
      return seen
    },
    { a: { x: 1 }, b: 1 },
    { a: { x: 1 }, b: 2 },
    { a: { x: 2 }, b: 1 },
  ],
  ['a destructured default', ({ k = 3 }) => k, { l: 1 }, { l: 2 }, { k: 3 }],
  [
    'one element of an array',
    (p) => p.list[1],
    { list: [1, 2, 3] },
    { list: [9, 2, 9, 9] },
    { list: [1, 5, 3] },
  ],
  ['the length of an array', (p) => p.list.length, { list: [1, 2] }, { list: [3, 4] }, { list: [1, 2, 3] }],
  [
    'a loop over an array',
    (p) => [...p.list],
    { list: [1, 2], o: 1 },
    { list: [1, 2], o: 2 },
    { list: [1, 3], o: 1 },
  ],
  [
    'array methods',
    (p) => p.list.map((n: number) => n),
    { list: [1], o: 1 },
    { list: [1], o: 2 },
    { list: [1, 1] },
  ],
  [
    'includes',
    (p) => p.list.includes(2),
    { list: [1, 2], o: 1 },
    { list: [1, 2], o: 2 },
    { list: [1, 3], o: 1 },
  ],
  ['Array.isArray', (p) => Array.isArray(p.list), { list: [1] }, { list: [2, 3] }, { list: { 0: 1 } }],
  ['typeof', (p) => typeof p.a, { a: { x: 1 } }, { a: { x: 2 } }, { a: 'x' }],
  ['truth', (p) => Boolean(p.a), { a: { x: 1 } }, { a: { y: 2 } }, { a: null }],
  [
    'snapshot() of a part',
    (p) => snapshot(p.a),
    { a: { x: 1 }, b: 1 },
    { a: { x: 1 }, b: 2 },
    { a: { x: 2 }, b: 1 },
  ],
  [
    'JSON.stringify',
    (p) => JSON.stringify(p.a),
    { a: { x: [1] }, b: 1 },
    { a: { x: [1] } },
    { a: { x: [2] }, b: 1 },
  ],
  [
    'a date',
    (p) => p.when.getTime(),
    { when: new Date(1), b: 1 },
    { when: new Date(1), b: 2 },
    { when: new Date(2), b: 1 },
  ],
  [
    'a map',
    (p) => p.map.get('x'),
    { map: new Map([['x', 1]]), b: 1 },
    { map: new Map([['x', 1]]), b: 2 },
    { map: new Map([['x', 2]]), b: 1 },
  ],
  [
    'a set',
    (p) => p.set.has(1),
    { set: new Set([1]), b: 1 },
    { set: new Set([1]) },
    { set: new Set([2]), b: 1 },
  ],
  [
    'a typed array',
    (p) => p.bytes[0],
    { bytes: new Uint8Array([1]), b: 1 },
    { bytes: new Uint8Array([1]) },
    { bytes: new Uint8Array([2]), b: 1 },
  ],
  [
    'bytes by a method that only a Buffer has',
    (p) => p.bytes.toString(),
    { bytes: Buffer.from('A'), b: 1 },
    { bytes: Buffer.from('A'), b: 2 },
    { bytes: new Uint8Array([65]), b: 1 },
  ],
  [
    'a printed part',
    (p) => inspect(p.a),
    { a: { x: [1] }, b: 1 },
    { a: { x: [1] }, b: 2 },
    { a: { x: [2] }, b: 1 },
  ],
  [
    'a printed Proxy',
    (p) => format('%o', p.list),
    { list: [1], b: 1 },
    { list: [1], b: 2 },
    { list: [2], b: 1 },
  ],
]

test.each(cases)('reading %s, what was not read counts for nothing', async (_, read, before, unread) => {
  expect(await runsAgain(read, before, unread)).toBe(false)
})

test.each(cases)('reading %s, what was read counts', async (_, read, before, __, other) => {
  expect(await runsAgain(read, before, other)).toBe(true)
})

test('a function that reads nothing runs once for all parameters', async () => {
  expect(await runsAgain(() => 0, { k: 1 }, { l: 2 })).toBe(false)
})

test('the order of keys counts where they are enumerated, and nowhere else', async () => {
  const [one, other] = [{ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }]
  expect(await runsAgain((p) => Object.keys(p.a), one, other)).toBe(true)
  expect(await runsAgain((p) => p.a.x + p.a.y, one, other)).toBe(false)
})

test('printing all of them reads all but what is operational', async () => {
  const options = { operational: ['workers'] }
  expect(await runsAgain((p) => inspect(p), { a: 1, workers: 1 }, { a: 2, workers: 1 }, options)).toBe(true)
  expect(await runsAgain((p) => inspect(p), { a: 1, workers: 1 }, { a: 1, workers: 2 }, options)).toBe(false)
})

test('the record’s name counts where it is read', async () => {
  const read = (_: unknown, context: { name: string }) => context.name
  expect(await runsAgain(read, { k: 1 }, { k: 2 }, { name: 'same' })).toBe(false)
  expect(await runsAgain(read, { k: 1 }, { k: 2 })).toBe(true)
  expect(await runsAgain(() => 0, { k: 1 }, { k: 2 })).toBe(false)
})

test('operational parameters count in no way of reading', async () => {
  const ways: readonly ((params: any) => unknown)[] = [
    (p) => p.w,
    (p) => 'w' in p,
    (p) => Object.keys(p),
    (p) => ({ ...p }),
    (p) => JSON.stringify(p),
    (p) => snapshot(p),
    (p) => p.w?.deep,
  ]
  for (const read of ways)
    for (const after of [
      { k: 1, w: { deep: 2 } },
      { k: 1, w: 3 },
    ])
      expect(await runsAgain(read, { k: 1, w: { deep: 1 } }, after, { operational: ['w'] })).toBe(false)
})

test('one that was operational and is no longer has new results, and an operational one keeps those of before', async () => {
  const run = async (...declared: readonly boolean[]): Promise<readonly boolean[]> => {
    const bench = workbench()
    const ran: boolean[] = []
    for (const isOperational of declared) {
      const target = reader((p) => p.w)(untyped.record({ w: 1 }, isOperational ? { operational: ['w'] } : {}))
      ran.push((await bench.run(target)).called.length > 0)
    }
    return ran
  }
  expect(await run(true, true, false, true)).toEqual([true, false, true, false])
  expect(await run(false, true)).toEqual([true, false])
})

test('one that is read hundreds of times below one parameter counts as a whole', async () => {
  const list = (last: number) => ({ list: [...Array.from({ length: 500 }, (_, at) => at), last] })
  const sum = (p: { list: number[] }) => p.list.reduce((a, b) => a + b)
  expect(await runsAgain(sum, list(1), list(2))).toBe(true)
})

test('a long list is noted as a whole before most of it was read, with what is in it', () => {
  const list = Array.from({ length: 100_000 }, (_, at) => ({ at: [at] }))
  const notes: string[] = []
  const { list: view } = makeView({ list }, (path, aspect) => notes.push(`${aspect} ${path.join('.')}`))
  expect((view as typeof list).reduce((sum, { at }) => sum + (at[0] ?? 0), 0)).toBe(4_999_950_000)
  expect(notes).toContain('value list')
  expect(notes.length).toBeLessThan(300)
})

test('each branch that a function takes has reads of its own', async () => {
  const branch = (p: any) => (p.mode === 'a' ? p.a : p.b)
  expect(await runsAgain(branch, { mode: 'a', a: 1, b: 1 }, { mode: 'a', a: 1, b: 2 })).toBe(false)
  expect(await runsAgain(branch, { mode: 'b', a: 1, b: 1 }, { mode: 'b', a: 1, b: 2 })).toBe(true)
})
