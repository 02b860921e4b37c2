import { aggregate, type ByRecord, fork, json, lazy, record, stage, type StageContext } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, reportsOf, workbench } from '../support/workbench.ts'

describe('1. overwriting a stage', () => {
  const editions = { first: 1 }
  const first = untyped.stage({ name: 'first', outputs: ['x'], cachers: [json()], version: 1 })(() => ({
    x: editions.first,
  }))
  const second = untyped.stage({
    name: 'second',
    inputs: ['x'],
    outputs: ['y'],
    cachers: [json()],
    version: 1,
  })((_, { x }) => ({ y: x * 10 }))

  test('brings its dependents up to date, in the same run and for good', async () => {
    const bench = workbench()
    const target = second(first(untyped.record({})))
    await bench.run(target)
    editions.first = 2
    const told = await bench.run(target, { overwrite: ['first'] })
    expect(told.order).toEqual(['first', 'second'])
    expect(await told.value(target, 'y')).toBe(20)
    const later = await bench.run(target)
    expect(later.called).toEqual([])
    expect(await later.value(target, 'y')).toBe(20)
    expect(await later.value(target, 'x')).toBe(2)
  })
})

test('2. an aggregate over two records sees the lazy output of each', async () => {
  const make = stage({ outputs: [lazy('x')], cachers: [json()] })(function make({
    params,
  }: StageContext<{ k: number }>) {
    return { x: { k: params.k } }
  })
  const gather = aggregate({ inputs: ['x'], outputs: ['all'] })(function gather(
    _: StageContext,
    __,
    { x }: { x: ByRecord<{ k: number }> },
  ) {
    return { all: [...x.values()].map(({ k }) => k) }
  })
  const target = gather(
    record({}),
    [1, 2].map((k) => make(record({ k }))),
  )
  const bench = workbench()
  for (const _ of ['cold', 'warm'])
    expect(await (await bench.run(target)).value(target, 'all')).toEqual([1, 2])
})

test('3. run-wide laziness changes no stage', async () => {
  const make = stage({ outputs: [lazy('x'), 'y'], cachers: [json(), json()] })(function make() {
    return { x: 1, y: 2 }
  })
  const before = JSON.stringify(make.spec)
  for (const laziness of ['all', 'none'] as const) await workbench().run(make(record({})), { lazy: laziness })
  expect(JSON.stringify(make.spec)).toBe(before)
})

describe('4. a key has its upstream’s identity', () => {
  const build = (helper: (k: number) => number) => {
    const first = stage({ outputs: ['x'], cachers: [json()] })(function first({
      params,
    }: StageContext<{ k: number }>) {
      return { x: helper(params.k) }
    })
    const second = stage({ inputs: ['x'], outputs: ['y'], cachers: [json()] })(function second(
      _: StageContext,
      { x }: { x: number },
    ) {
      return { y: -x }
    })
    return (k: number) => second(fork(first(record({ k })), { other: 1 }))
  }

  test('a forked record’s first parameters change what follows the fork', async () => {
    const bench = workbench()
    const targetOf = build((k) => k + 1)
    await bench.run(targetOf(1))
    const target = targetOf(2)
    const told = await bench.run(target)
    expect(told.order).toEqual(['first', 'second'])
    expect(await told.value(target, 'y')).toBe(-3)
  })

  test('an edited helper changes its stage and what follows', async () => {
    const bench = workbench()
    await bench.run(build((k) => k + 1)(1))
    const target = build((k) => k * 100)(1)
    expect((await bench.plan(target)).steps[0]?.reason).toMatchObject({
      type: 'changed',
      changes: [{ type: 'code' }],
    })
    const told = await bench.run(target)
    expect(told.order).toEqual(['first', 'second'])
    expect(await told.value(target, 'y')).toBe(-100)
  })
})

test('5. aggregates of aggregates do not collide', async () => {
  const leaf = untyped.stage({ name: 'leaf', outputs: ['v'], cachers: [json()], version: 1 })(
    ({ params }) => ({
      v: params.k,
    }),
  )
  const total = untyped.aggregate({
    name: 'total',
    inputs: ['v'],
    outputs: ['v'],
    cachers: [json()],
    version: 1,
  })((_, __, { v }) => ({ v: [...v.values()].join('+') }))
  const of = (...ks: readonly number[]) =>
    total(
      untyped.record({}),
      ks.map((k) => leaf(untyped.record({ k }))),
    )
  const outer = (left: readonly number[], right: readonly number[]) =>
    total(untyped.record({}), [of(...left), of(...right)])
  const targets = [outer([1, 2], [3]), outer([1], [2, 3]), outer([3], [1, 2])]
  const bench = workbench()
  await bench.run(targets)
  const told = await bench.run(targets)
  expect(told.called).toEqual([])
  expect(await Promise.all(targets.map((target) => told.value(target, 'v')))).toEqual([
    '1+2+3',
    '1+2+3',
    '3+1+2',
  ])
  const digests = targets.map((target) => (told.artifact(target, 'v') as { digest: string }).digest)
  expect(digests[0]).toBe(digests[1])
  expect(digests[2]).not.toBe(digests[0])
})

test.each([
  [
    'two nested sets swapped',
    { a: { x: 1, y: 2 }, b: { x: 3, y: 4 } },
    { a: { x: 3, y: 4 }, b: { x: 1, y: 2 } },
  ],
  ['a=12 and a1=2', { a: 12 }, { a1: 2 }],
  ['two sets', { s: new Set([1, 2]) }, { s: new Set([1, 3]) }],
  ['two big arrays', { b: Array(5000).fill(0) }, { b: [...Array(4999).fill(0), 1] }],
])('6. parameters do not collide: %s', async (_, left, right) => {
  const bench = workbench()
  const size = untyped.stage({ name: 'size', outputs: ['n'], cachers: [json()], version: 1 })(
    ({ params }) => ({
      n: Object.values(structuredCloneable(params)).length,
    }),
  )
  await bench.run(size(untyped.record(left)))
  expect((await bench.run(size(untyped.record(right)))).called).toEqual(['size'])
})

const structuredCloneable = (params: object): object => {
  for (const value of Object.values(params)) JSON.stringify(value)
  return params
}

test('6. two lambdas are refused instead of being taken for one', async () => {
  const any = untyped.stage({ name: 'any' })(() => undefined)
  const error = await failureOf(workbench().run(any(untyped.record({ f: (x: number) => x + 1 }))))
  expect(error._tag).toBe('UnhashableParameterError')
})

test('8. a stage that is applied twice in one record runs on its own output', async () => {
  const begin = untyped.stage({ name: 'begin', outputs: ['n'], cachers: [json()], version: 1 })(() => ({
    n: 1,
  }))
  const double = untyped.stage({
    name: 'double',
    inputs: ['n'],
    outputs: ['n'],
    cachers: [json()],
    version: 1,
  })((_, { n }) => ({ n: n * 2 }))
  const bench = workbench()
  const target = double(double(double(begin(untyped.record({}, { name: 'r' })))))
  const told = await bench.run(target)
  expect(told.order).toEqual(['begin', 'double', 'double', 'double'])
  expect(told.steps.map(({ id }) => id)).toEqual(['begin@r', 'double@r', 'double@r#2', 'double@r#3'])
  expect(await told.value(target, 'n')).toBe(8)
  expect((await bench.run(target)).called).toEqual([])
})

test('9. an input that nothing produced takes no other artifact', async () => {
  const bench = workbench()
  const make = untyped.stage({ name: 'make', outputs: ['x'], cachers: [json()], version: 1 })(() => ({
    x: 'mine',
  }))
  const seen: unknown[] = []
  const look = (suppressMissingInputs: boolean) =>
    untyped.stage({ name: 'look', inputs: ['x'], version: 1, suppressMissingInputs })(
      (_, { x }) => void seen.push(x),
    )
  await bench.run(make(untyped.record({}, { name: 'r' })))
  await bench.run(look(true)(untyped.record({}, { name: 'r' })))
  expect(seen).toEqual([undefined])
  const targets = [make(untyped.record({}, { name: 'r' })), look(false)(untyped.record({}, { name: 'r' }))]
  expect((await failureOf(bench.run(targets)))._tag).toBe('MissingInputError')
})

test('10. planning an overwritten chain takes time in proportion to its length', async () => {
  const link = untyped.stage({ name: 'link', inputs: ['x'], outputs: ['x'], cachers: [json()], version: 1 })(
    (_, { x }) => ({ x: x + 1 }),
  )
  const begin = untyped.stage({ name: 'begin', outputs: ['x'], cachers: [json()], version: 1 })(() => ({
    x: 0,
  }))
  const bench = workbench()
  const chainOf = (length: number) => {
    let target = begin(untyped.record({}))
    for (let at = 1; at < length; at++) target = link(target)
    return target
  }
  await bench.run(chainOf(200))
  const started = performance.now()
  const { counts } = await bench.plan(chainOf(200), { overwrite: ['begin'] })
  expect(performance.now() - started).toBeLessThan(2000)
  expect(counts).toMatchObject({ run: 1, maybe: 199 })
})

describe('16. what a stage reports', () => {
  const reporting = (version: number, ...data: readonly unknown[]) =>
    untyped.stage({ name: 'reporting', outputs: ['x'], cachers: [json()], version })(({ report }) => {
      for (const part of data) report({ kind: 'number', name: 'loss', data: part })
      return { x: 1 }
    })

  test('under one name is kept side by side', async () => {
    const target = reporting(1, 1, 2)(untyped.record({}))
    expect(await reportsOf(await workbench().run(target), target, 'x')).toMatchObject([
      { data: 1 },
      { data: 2 },
    ])
  })

  test('is gone when the stage does not report it any more', async () => {
    const bench = workbench()
    await bench.run(reporting(1, 1)(untyped.record({})))
    const target = reporting(2)(untyped.record({}))
    for (const _ of ['cold', 'warm'])
      expect(await reportsOf(await bench.run(target), target, 'x')).toEqual([])
  })
})
