import { json, plan } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

const seconds = async <Answer>(work: () => Promise<Answer>): Promise<readonly [Answer, number]> => {
  const started = performance.now()
  return [await work(), (performance.now() - started) / 1000]
}

const chainOf = (length: number) => {
  const begin = untyped.stage({ name: 'begin', outputs: ['n'], version: 1 })(() => ({ n: 0 }))
  const link = untyped.stage({ name: 'link', inputs: ['n'], outputs: ['n'], version: 1 })((_, { n }) => ({
    n: n + 1,
  }))
  let target = begin(untyped.record({}))
  for (let at = 0; at < length; at++) target = link(target)
  return target
}

test('a chain of 100,000 uncached stages is planned and printed', async () => {
  const [planned, planning] = await seconds(() => workbench().plan(chainOf(100_000)))
  expect(planned.steps).toHaveLength(100_001)
  expect(planning).toBeLessThan(60)
  expect(planned.toString()).toContain('100001 steps')
}, 120_000)

test('a chain of 10,000 uncached stages is run', async () => {
  const target = chainOf(10_000)
  const told = await workbench().run(target)
  expect(await told.value(target, 'n')).toBe(10_000)
  expect(told.called).toHaveLength(10_001)
}, 120_000)

test('a ladder of 40 diamonds is planned and run once for each stage, and then not at all', async () => {
  const side = (name: string) =>
    untyped.stage({ name, inputs: ['n'], outputs: [name], cachers: [json()], version: 1 })((_, { n }) => ({
      [name]: n,
    }))
  const [left, right] = [side('left'), side('right')]
  const join = untyped.stage({
    name: 'join',
    inputs: ['left', 'right'],
    outputs: ['n'],
    cachers: [json()],
    version: 1,
  })((_, inputs) => ({ n: inputs.left + inputs.right }))
  let target = untyped.stage({ name: 'begin', outputs: ['n'], cachers: [json()], version: 1 })(() => ({
    n: 1,
  }))(untyped.record({}))
  for (let at = 0; at < 40; at++) target = join(right(left(target)))
  const bench = workbench()
  const [told, cold] = await seconds(() => bench.run(target))
  expect(told.called).toHaveLength(121)
  expect(await told.value(target, 'n')).toBe(2 ** 40)
  const [again, warm] = await seconds(() => bench.run(target))
  expect(again.called).toEqual([])
  expect((await bench.plan(target, { overwrite: ['begin+'] })).counts.run).toBe(121)
  expect(cold + warm).toBeLessThan(10)
})

test('a ladder of records is walked once for each application', async () => {
  const all = untyped.aggregate({ name: 'all', inputs: ['n'], outputs: ['n'], version: 1 })(
    (_, __, { n }) => ({
      n: [...n.values()].reduce((a: number, b: number) => a + b),
    }),
  )
  let target = untyped.stage({ name: 'begin', outputs: ['n'], version: 1 })(() => ({ n: 1 }))(
    untyped.record({}),
  )
  for (let at = 0; at < 40; at++) target = all(untyped.record({}), [target, target])
  const told = await workbench().run(target)
  expect(told.called).toHaveLength(41)
  expect(await told.value(target, 'n')).toBe(2 ** 40)
})

test('200,000 targets in one array are taken', async () => {
  const [planned] = await seconds(() =>
    plan(
      Array.from({ length: 200_000 }, () => base),
      { cache: 'off' },
    ),
  )
  expect(planned.steps).toHaveLength(1)
})
const base = untyped.stage({ name: 'base', outputs: ['n'], version: 1 })(() => ({ n: 1 }))(untyped.record({}))

test('an aggregate over 20,000 records is planned and run', async () => {
  const make = untyped.stage({ name: 'make', outputs: ['n'], version: 1 })(({ params }) => ({ n: params.k }))
  const sum = untyped.aggregate({
    name: 'sum',
    inputs: ['n'],
    outputs: ['s'],
    cachers: [json()],
    version: 1,
  })((_, __, { n }) => ({ s: [...n.values()].reduce((a: number, b: number) => a + b) }))
  const target = sum(
    untyped.record({}),
    Array.from({ length: 20_000 }, (_, k) => make(untyped.record({ k }, { name: `r${k}` }))),
  )
  const bench = workbench()
  const [told, time] = await seconds(() => bench.run(target))
  expect(await told.value(target, 's')).toBe((20_000 * 19_999) / 2)
  expect(time).toBeLessThan(60)
  expect((await bench.run(target)).called).toEqual([])
}, 120_000)
