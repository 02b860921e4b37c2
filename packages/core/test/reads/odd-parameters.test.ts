import * as untyped from '../support/untyped.ts'
import { failureOf, thrownBy, workbench } from '../support/workbench.ts'

class Model {
  readonly layers = 2
}
const cycle: Record<string, unknown> = { name: 'cycle' }
cycle['self'] = { again: cycle }

const any = untyped.stage({ name: 'any', version: 1 })(() => undefined)

test.each<[string, object, string, string]>([
  ['a function', { f: () => 1 }, 'f', 'a function'],
  ['a nested function', { a: { b: [1, () => 1] } }, 'a.b[1]', 'a function'],
  ['a symbol', { s: Symbol('x') }, 's', 'a symbol'],
  ['a cycle', { c: cycle }, 'c.self.again', 'a cycle'],
  ['a class instance', { m: new Model() }, 'm', 'an instance of Model'],
  ['a promise', { p: Promise.resolve(1) }, 'p', 'an instance of Promise'],
  ['a weak map', { w: new WeakMap() }, 'w', 'an instance of WeakMap'],
  ['an error', { e: new Error('x') }, 'e', 'an instance of Error'],
  ['symbol keys', { o: { [Symbol('k')]: 1 } }, 'o', 'an object with symbol keys'],
  ['a key with a dot', { 'a.b': () => 1 }, '["a.b"]', 'a function'],
])('%s among the parameters is refused at plan time, with its path', async (_, params, path, what) => {
  const error = await failureOf(workbench().plan(any(untyped.record(params, { name: 'r' }))))
  expect(error).toMatchObject({
    _tag: 'UnhashableParameterError',
    stage: 'any',
    record: 'r',
    parameter: path,
  })
  expect(error.message).toContain(`is ${what}`)
})

test('a parameter of a record that an aggregate gets is refused too', async () => {
  const all = untyped.aggregate({ name: 'all', version: 1 })(() => undefined)
  const target = all(untyped.record({}), [untyped.record({ f: () => 1 }, { name: 'member' })])
  expect(await failureOf(workbench().plan(target))).toMatchObject({
    _tag: 'UnhashableParameterError',
    record: 'member',
  })
})

test('a represent that throws is told, with its parameter', async () => {
  const represent = {
    m: () => {
      throw new Error('no form')
    },
  }
  const error = await failureOf(workbench().plan(any(untyped.record({ m: new Model() }, { represent }))))
  expect(error).toMatchObject({ _tag: 'UnhashableParameterError', parameter: 'm' })
  expect(error.message).toContain('no form')
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'k=1'],
  ['a number', 3],
  ['an array', [1]],
  ['a map', new Map()],
  ['a class instance', new Model()],
  ['a function', () => ({})],
])('record(%s) is an InvalidArgumentError', (_, params) => {
  expect(thrownBy(() => untyped.record(params))).toMatchObject({ _tag: 'InvalidArgumentError' })
})

test('parameters that are nested too deep for the stack are an InvalidArgumentError', () => {
  let deep: object = {}
  for (let level = 0; level < 100_000; level++) deep = level % 2 === 0 ? { deep } : [deep]
  expect(thrownBy(() => untyped.record({ deep }))).toMatchObject({ _tag: 'InvalidArgumentError' })
})

test('a shared part that is no cycle is allowed', async () => {
  const shared = { x: 1 }
  expect((await workbench().plan(any(untyped.record({ a: shared, b: [shared, shared] })))).counts.run).toBe(1)
})
