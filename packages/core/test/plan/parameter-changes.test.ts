import { json, memoryStore, snapshot } from 'stagewright'
import { describeSeen } from '../../src/plan/parameter-changes.ts'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

type Look = (params: any) => unknown

const whole: Look = (params) => Object.keys(snapshot(params) as object).length
const named = (look: Look, params: object) =>
  untyped.stage({ name: 'look', outputs: ['v'], cachers: [json()], version: 1 })((context) => ({
    v: String(look(context.params)),
  }))(untyped.record(params, { name: 'r' }))

/** Why a stage that looks at its parameters so runs again, in the plan and in the run. */
const reasonsOf = async (look: Look, before: object, after: object): Promise<readonly string[]> => {
  const bench = workbench(memoryStore())
  await bench.run(named(look, before))
  const planned = await bench.plan(named(look, after))
  const ran = await bench.run(named(look, after))
  const explanation = planned.steps[0]?.explanation ?? ''
  // Only the run knows what else is read now.
  expect(ran.steps[0]?.explanation.replace(/; (?:now|no longer) reads .+$/u, '')).toBe(explanation)
  return explanation.split('; ')
}

const model = { rate: 0.1, layers: [8, 4] }

test.each<[string, object, object, readonly string[]]>([
  ['a value', { a: 1, b: 1 }, { a: 2, b: 1 }, ["parameter 'a' changed from 1 to 2"]],
  [
    'a part of a value',
    { model, 'a key': 1 },
    { model: { ...model, rate: 0.2 }, 'a key': 2 },
    ["parameter 'model.rate' changed from 0.1 to 0.2", 'parameter \'["a key"]\' changed from 1 to 2'],
  ],
  [
    'an item',
    { model },
    { model: { ...model, layers: [8, 2] } },
    ["parameter 'model.layers[1]' changed from 4 to 2"],
  ],
  [
    'the number of items',
    { model },
    { model: { ...model, layers: [] } },
    ["parameter 'model.layers' changed from [8,4] to []"],
  ],
  [
    'what is new and what is gone',
    { a: 1, b: null },
    { a: 1, c: 'x' },
    ["parameter 'b' changed from null to nothing", 'parameter \'c\' changed from nothing to "x"'],
  ],
  [
    'the order of keys, which a function sees',
    { m: { a: 1, b: 2 } },
    { m: { b: 2, a: 1 } },
    ['parameter \'m\' changed from {"a":1,"b":2} to {"b":2,"a":1}'],
  ],
  [
    'values that JSON does not have',
    { d: new Date(0), s: new Set([1]), m: new Map([[1, 2]]), r: /x/u, i: 5n },
    { d: new Date(1), s: new Set([2]), m: new Map([[1, 3]]), r: /y/u, i: 6n },
    [
      'parameter \'d\' changed from "1970-01-01T00:00:00.000Z" to "1970-01-01T00:00:00.001Z"',
      "parameter 's' changed from a set of [1] to a set of [2]",
      "parameter 'm' changed from a map of [[1,2]] to a map of [[1,3]]",
      "parameter 'r' changed from /x/u to /y/u",
      "parameter 'i' changed from 5 to 6",
    ],
  ],
])('of a whole that was read, the reason names %s', async (_, before, after, reasons) => {
  expect(await reasonsOf(whole, before, after)).toEqual(reasons)
})

test('so many differences that nobody would read them are told of the whole', async () => {
  const many = (shift: number) =>
    Object.fromEntries(Array.from({ length: 65 }, (_, k) => [`p${k}`, k + shift]))
  expect(await reasonsOf(whole, many(0), many(1))).toEqual([
    expect.stringMatching(/^the parameters changed from \{"p0":0,.+\.\.\. to \{"p0":1,.+\.\.\.$/u),
  ])
})

test.each<[string, Look, object, object, readonly string[]]>([
  ['keys', Object.keys, { a: 1 }, { a: 1, b: 2 }, ["parameter 'b' changed from nothing to a value"]],
  [
    'keys',
    Object.keys,
    { a: 1, b: 2 },
    { b: 2, a: 1 },
    ['the parameters changed from the keys a, b to the keys b, a'],
  ],
  ['presence', (p) => 'b' in p, { a: 1, b: 2 }, { a: 1 }, ["parameter 'b' changed from a value to nothing"]],
  [
    'keys and values',
    (p) => Object.keys(p).map((key) => p[key]),
    { a: 1, b: 2 },
    { a: 1 },
    ["parameter 'b' changed from 2 to nothing"],
  ],
])('of %s that were read, the reason names what is there', async (_, look, before, after, reasons) => {
  expect(await reasonsOf(look, before, after)).toEqual(reasons)
})

test.each([
  ['d0ffee', 'd0ffee'],
  ['f00d', 'f00d'],
  ['number', 'number'],
  ['absent', 'nothing'],
  ['d-0;', '-0'],
  ['s1:d', '"d"'],
])('what is no canonical text of a value is shown as it is: %s', (seen, shown) => {
  expect(describeSeen(seen)).toBe(shown)
})
