import { snapshot } from 'stagewright'
import { runsAgain } from './reading.ts'

const pairs: readonly (readonly [string, object, object])[] = [
  ['a=12 and a1=2', { a: 12 }, { a1: 2 }],
  ['two nested sets swapped', { a: { x: 1 }, b: { x: 2 } }, { a: { x: 2 }, b: { x: 1 } }],
  ['a map and an object', { a: new Map([['x', 1]]) }, { a: { x: 1 } }],
  ['a set and an array', { a: new Set([1]) }, { a: [1] }],
  ['1 and "1"', { a: 1 }, { a: '1' }],
  ['1 and true', { a: 1 }, { a: true }],
  ['1 and 1n', { a: 1 }, { a: 1n }],
  ['null and "null"', { a: null }, { a: 'null' }],
  ['null and absent', { a: null }, {}],
  ['0 and -0', { a: 0 }, { a: -0 }],
  ['NaN and null', { a: Number.NaN }, { a: null }],
  ['NaN and "NaN"', { a: Number.NaN }, { a: 'NaN' }],
  ['Infinity and -Infinity', { a: Infinity }, { a: -Infinity }],
  ['[] and {}', { a: [] }, { a: {} }],
  ['[[1], 2] and [1, [2]]', { a: [[1], 2] }, { a: [1, [2]] }],
  ['["a,b"] and ["a", "b"]', { a: ['a,b'] }, { a: ['a', 'b'] }],
  ['a hole and null', { a: [undefined] }, { a: [null] }],
  ['"" and absent', { a: '' }, {}],
  ['a date and its number', { a: new Date(5) }, { a: 5 }],
  ['a date and its text', { a: new Date(0) }, { a: new Date(0).toISOString() }],
  ['two kinds of typed arrays', { a: new Uint8Array(8) }, { a: new Float64Array(1) }],
  ['a regular expression and its text', { a: /x/u }, { a: '/x/u' }],
  ['two flags', { a: /x/u }, { a: /x/giu }],
  ['keys that hold separators', { 'a.b': 1 }, { a: { b: 1 } }],
  ['two unpaired surrogates', { a: '\ud800' }, { a: '\udbff' }],
  ['composed and decomposed é', { a: 'é' }, { a: 'e\u0301' }],
  [
    'maps in two orders',
    {
      a: new Map([
        ['x', 1],
        ['y', 2],
      ]),
    },
    {
      a: new Map([
        ['y', 2],
        ['x', 1],
      ]),
    },
  ],
  [
    'maps by key types',
    { a: new Map<unknown, number>([[1, 1]]) },
    { a: new Map<unknown, number>([['1', 1]]) },
  ],
]

const ways: readonly (readonly [string, (params: any) => unknown])[] = [
  ['by a snapshot of all', (p) => snapshot(p)],
  ['key by key', (p) => Object.keys(p).map((key) => snapshot(p[key]))],
]

describe.each(ways)('read %s,', (_, read) => {
  test.each(pairs)('%s are told apart', async (__, left, right) => {
    expect(await runsAgain(read, left, right)).toBe(true)
  })

  test.each([
    ['NaN', { a: Number.NaN }, { a: 0 / 0 }],
    ['undefined and absent', { a: undefined }, {}],
    ['equal dates', { a: new Date(3) }, { a: new Date(3) }],
    ['equal maps', { a: new Map([[{ k: 1 }, new Set([1])]]) }, { a: new Map([[{ k: 1 }, new Set([1])]]) }],
    ['equal bytes', { a: new Uint8Array([1, 2]) }, { a: new Uint8Array([1, 2]) }],
    ['equal numbers written otherwise', { a: 1e3 }, { a: 1000 }],
    ['an object without a prototype', { a: { x: 1 } }, { a: Object.assign(Object.create(null), { x: 1 }) }],
  ])('%s are equal', async (__, left, right) => {
    expect(await runsAgain(read, left, right)).toBe(false)
  })
})
