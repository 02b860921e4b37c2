import { aggregate, type ByRecord, fork, json, record, stage, type StageContext } from 'stagewright'
import { failureOf, workbench } from '../support/workbench.ts'

/** What the stages give from now on; the version in their specification says that their code is the same. */
const world = { a: 1, b: 1 }

const a = stage({ outputs: ['x'], cachers: [json()], version: 1 })(function a({
  params,
}: StageContext<{ k: number }>) {
  return { x: world.a + params.k }
})
/** Keeps nothing. */
const b = stage({ inputs: ['x'], outputs: ['y'], version: 1 })(function b(
  _: StageContext,
  { x }: { x: number },
) {
  return { y: x * 10 + world.b }
})
const c = stage({ inputs: ['y'], outputs: ['z'], cachers: [json()], version: 1 })(function c(
  _: StageContext,
  { y }: { y: number },
) {
  return { z: y }
})
const all = aggregate({ inputs: ['z'], outputs: ['sum'], cachers: [json()], version: 1 })(function all(
  _: StageContext,
  __,
  { z }: { z: ByRecord<number> },
) {
  return { sum: [...z.values()].reduce((sum, value) => sum + value, 0) }
})

const chains = () => [1, 2].map((k) => c(b(a(record({ k }, { name: `k${k}` })))))
const target = () => all(record({}, { name: 'all' }), chains())

beforeEach(() => {
  world.a = 1
  world.b = 1
})

describe('an overwrite', () => {
  test.each([
    ['name', ['c'], ['c@k1', 'c@k2', 'b@k1', 'b@k2']],
    ['name@record', ['c@k1'], ['c@k1', 'b@k1']],
    ['+name', ['+c'], ['a@k1', 'a@k2', 'b@k1', 'b@k2', 'c@k1', 'c@k2']],
    ['+name@record', ['+c@k1'], ['a@k1', 'b@k1', 'c@k1']],
    ['name+', ['c+'], ['all@all', 'b@k1', 'b@k2', 'c@k1', 'c@k2']],
    ['name@record+', ['a@k1+'], ['a@k1', 'all@all', 'b@k1', 'c@k1']],
    ['+name+', ['+c@k2+'], ['a@k2', 'all@all', 'b@k2', 'c@k2']],
    ['+name of the last', ['+all'], ['a@k1', 'a@k2', 'all@all', 'b@k1', 'b@k2', 'c@k1', 'c@k2']],
    ['*', ['a*'], ['a@k1', 'a@k2', 'all@all']],
    ['*@record', ['*@k1'], ['a@k1', 'b@k1', 'c@k1']],
    ['two of them', ['a@k1', 'all'], ['a@k1', 'all@all']],
    ['the same twice', ['all', 'all'], ['all@all']],
  ] as const)('by %s runs what it says, and what that needs', async (_, overwrite, expected) => {
    const bench = workbench()
    await bench.run(target())
    const told = await bench.run(target(), { overwrite })
    const ran = told.steps.filter(({ outcome }) => outcome === 'ran').map(({ id }) => id)
    expect(ran.toSorted()).toEqual(expected.toSorted())
    expect((await bench.run(target())).called).toEqual([])
  })

  test.each(['', '+', '++', 'b+c', 'k1', '@k1', 'a@', '+a@k3'])(
    'by %j, which fits nothing, is refused before anything runs',
    async (selector) => {
      const bench = workbench()
      expect(await failureOf(bench.run(target(), { overwrite: [selector] }))).toMatchObject({
        _tag: 'InvalidArgumentError',
      })
      expect((await bench.plan(target())).counts.run).toBe(7)
    },
  )

  test('lasts: what it made is what later runs reuse, and what depends on it follows', async () => {
    const bench = workbench()
    await bench.run(target())
    world.a = 5
    await bench.run(target(), { overwrite: ['a'] })
    const again = target()
    const later = await bench.run(again)
    expect(later.called).toEqual([])
    expect(await later.value(again, 'sum')).toBe(6 * 10 + 1 + 7 * 10 + 1)
  })

  test('of one that keeps nothing lasts, too', async () => {
    const bench = workbench()
    await bench.run(target())
    world.b = 3
    const told = await bench.run(target(), { overwrite: ['b'] })
    expect(told.called).toEqual(['all', 'b', 'b', 'c', 'c'])
    const again = target()
    const later = await bench.run(again)
    expect(later.called).toEqual([])
    expect(await later.value(again, 'sum')).toBe(2 * 10 + 3 + 3 * 10 + 3)
  })

  test('that fails leaves what was there', async () => {
    const bench = workbench()
    await bench.run(target())
    const executor = {
      name: 'failing',
      execute: async () => {
        throw new Error('no')
      },
    }
    await failureOf(bench.run(target(), { overwrite: ['a'], executor }))
    const again = target()
    const later = await bench.run(again)
    expect(later.called).toEqual([])
    expect(await later.value(again, 'sum')).toBe(21 + 31)
  })

  test('is not kept by a run that only reads', async () => {
    const bench = workbench()
    await bench.run(target())
    world.a = 5
    const over = target()
    expect(await (await bench.run(over, { overwrite: ['a'], cache: 'read' })).value(over, 'sum')).toBe(
      61 + 71,
    )
    const again = target()
    const later = await bench.run(again)
    expect(later.called).toEqual([])
    expect(await later.value(again, 'sum')).toBe(21 + 31)
  })

  test('of the shared beginning of two forks brings both up to date', async () => {
    const bench = workbench()
    const forks = () => {
      const shared = a(record({ k: 1 }, { name: 'base' }))
      return [1, 2].map((k) => c(b(fork(fork(shared, { k }, { name: `f${k}` }), { k }, { name: `g${k}` }))))
    }
    await bench.run(forks())
    world.a = 9
    const targets = forks()
    const told = await bench.run(targets, { overwrite: ['a'] })
    expect(told.called.filter((name) => name === 'a')).toEqual(['a'])
    expect(await Promise.all(targets.map((each) => told.value(each, 'z')))).toEqual([101, 101])
    expect((await bench.run(forks())).called).toEqual([])
  })
})

describe('an aggregate', () => {
  const order = aggregate({ inputs: ['z'], outputs: ['list'], cachers: [json()], version: 1 })(function order(
    _: StageContext,
    records,
    { z }: { z: ByRecord<number> },
  ) {
    return { list: records.map((each) => z.get(each) ?? -1) }
  })
  const over = (picks: readonly number[]) => {
    const made = chains()
    return order(
      record({}, { name: 'order' }),
      picks.flatMap((pick) => made[pick] ?? []),
    )
  }

  test('runs again for another order of its records, for one of them twice, and for one less', async () => {
    const bench = workbench()
    const lists = [[0, 1], [1, 0], [0, 0], [0, 1, 0], [0], []]
    for (const picks of lists) {
      const at = over(picks)
      const told = await bench.run(at)
      expect(told.called).toContain('order')
      expect(await told.value(at, 'list')).toEqual(picks.map((pick) => [21, 31][pick]))
    }
    for (const picks of lists) {
      const at = over(picks)
      const told = await bench.run(at)
      expect(told.called).toEqual([])
      expect(await told.value(at, 'list')).toEqual(picks.map((pick) => [21, 31][pick]))
    }
  })
})

test('a stage of the same code under another name, or with another output, shares nothing with the first', async () => {
  const bench = workbench()
  const one = stage({ name: 'one', outputs: ['x'], cachers: [json()], version: 1 })(() => ({ x: 1 }))
  const two = stage({ name: 'two', outputs: ['x'], cachers: [json()], version: 1 })(() => ({ x: 2 }))
  const other = stage({ name: 'one', outputs: ['y'], cachers: [json()], version: 1 })(() => ({ y: 3 }))
  await bench.run(one(record({})))
  const second = two(record({}))
  expect(await (await bench.run(second)).value(second, 'x')).toBe(2)
  const third = other(record({}))
  expect(await (await bench.run(third)).value(third, 'y')).toBe(3)
})

test('a version cannot be mistaken for one with dependencies', async () => {
  const bench = workbench()
  const make = (version: string, deps: readonly string[], value: number) =>
    stage({ name: 'made', outputs: ['x'], cachers: [json()], version, deps })(() => ({ x: value }))
  await bench.run(make('1', ['a'], 1)(record({})))
  const other = make('1\ns1:a', [], 2)(record({}))
  expect(await (await bench.run(other)).value(other, 'x')).toBe(2)
})
