import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Cacher, fileStore, json, memoryStore, type Store, type StoreSession } from 'stagewright'
import { summingStore } from '../../../testing/src/oracle/summing-store.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { type AnyTarget, workbench } from '../support/workbench.ts'

/** A store, and how often its sessions were asked for read sets since the last time. */
const asked = (below: Store): { readonly store: Store; readonly lookUps: () => number } => {
  let count = 0
  const wrap = (session: StoreSession): StoreSession => ({
    ...session,
    readSets: (base) => {
      count++
      return session.readSets(base)
    },
  })
  return {
    store: { name: below.name, open: async (mode) => wrap(await below.open(mode)) },
    lookUps: () => {
      const before = count
      count = 0
      return before
    },
  }
}

/** A store that keeps no summaries. */
const without = (below: Store): Store => ({
  name: below.name,
  open: async (mode) => {
    const { summaries: _, ...session } = await below.open(mode)
    return session
  },
})

const stages = (changes: { readonly read?: (context: any) => unknown; readonly version?: string } = {}) => {
  const { read = ({ params }) => params.x, version = '1' } = changes
  const first = untyped.stage({ name: 'first', outputs: ['a'], cachers: [json()], version })((context) => ({
    a: read(context),
  }))
  const second = untyped.stage({
    name: 'second',
    inputs: ['a'],
    outputs: ['b'],
    cachers: [json()],
    version: '1',
  })((_, { a }) => ({ b: [a] }))
  const total = untyped.aggregate({
    name: 'total',
    inputs: ['b'],
    outputs: ['t'],
    cachers: [json()],
    version: '1',
  })((_, __, { b }) => ({ t: [...b.values()].flat() }))
  return (records: readonly AnyTarget[]): AnyTarget =>
    total(
      untyped.record({}),
      records.map((record) => second(first(record))),
    )
}
const recordsOf = (...xs: readonly unknown[]): readonly AnyTarget[] =>
  xs.map((x, at) => untyped.record({ x }, { name: `r${at}` }))

describe.each([
  ['in memory', () => summingStore(memoryStore())],
  ['in files', () => fileStore(temporaryFolder())],
])('%s,', (_, makeStore) => {
  test('a run that finds nothing to do looks no step up, and neither does a plan', async () => {
    const { store, lookUps } = asked(makeStore())
    const bench = workbench(store)
    const target = stages()(recordsOf(1, 2, 3))
    await bench.run(target)
    lookUps()
    const again = await bench.run(target)
    expect(again.counts).toEqual({ ran: 0, reused: 1, skipped: 6, failed: 0, blocked: 0 })
    expect((await bench.plan(target)).counts).toEqual({ run: 0, maybe: 0, reuse: 1, skip: 6 })
    expect(lookUps()).toBe(0)
    expect(await again.value(target, 't')).toEqual([1, 2, 3])
  })

  test('what it says of every artifact is what the store says', async () => {
    const store = makeStore()
    const records = recordsOf(1, 'é\n\t中', null)
    const target = stages()(records)
    await workbench(store).run(target)
    const summed = await workbench(store).run(target)
    const looked = await workbench(without(store)).run(target)
    const facts = (result: typeof summed): unknown => {
      const { load: _l, file: _f, reports: _r, ...info } = { ...(result.artifact(target, 't') as any) }
      return { info, steps: result.steps, plan: result.plan.toJSON() }
    }
    expect(facts(summed)).toEqual(facts(looked))
  })

  test('only what is new is looked up, and the next run knows it too', async () => {
    const { store, lookUps } = asked(makeStore())
    const bench = workbench(store)
    await bench.run(stages()(recordsOf(1, 2, 3)))
    lookUps()
    expect((await bench.run(stages()(recordsOf(1, 2, 3, 4)))).called).toEqual(['first', 'second', 'total'])
    lookUps()
    const target = stages()(recordsOf(1, 2, 3, 4))
    expect((await bench.run(target)).called).toEqual([])
    expect(lookUps()).toBe(0)
  })

  test('a changed parameter, name, order of keys or code is not taken for what was', async () => {
    const bench = workbench(makeStore())
    const named = stages({ read: ({ name, params }) => `${name} ${JSON.stringify(params.x)}` })
    const run = async (target: AnyTarget): Promise<unknown> => (await bench.run(target)).value(target, 't')
    expect(await run(named(recordsOf({ p: 1, q: 2 })))).toEqual(['r0 {"p":1,"q":2}'])
    expect(await run(named(recordsOf({ q: 2, p: 1 })))).toEqual(['r0 {"q":2,"p":1}'])
    expect(await run(named([untyped.record({ x: { p: 1, q: 2 } }, { name: 'other' })]))).toEqual([
      'other {"p":1,"q":2}',
    ])
    expect(await run(named(recordsOf({ p: 1, q: 2 })))).toEqual(['r0 {"p":1,"q":2}'])
    expect(await run(stages({ read: () => 'new', version: '2' })(recordsOf({ p: 1, q: 2 })))).toEqual(['new'])
  })

  test('whether a parameter is operational counts, be it there or not', async () => {
    const bench = workbench(makeStore())
    const seen = stages({ read: ({ params }) => params.y ?? 'none' })
    const run = async (options: object): Promise<readonly string[]> =>
      (await bench.run(seen([untyped.record({ x: 1 }, { name: 'r', ...options })]))).called
    expect(await run({ operational: ['y'] })).toEqual(['first', 'second', 'total'])
    expect(await run({ operational: ['y'] })).toEqual([])
    expect(await run({})).toEqual(['first'])
  })

  test('parts that the form of a parameter does not show count', async () => {
    const bench = workbench(makeStore())
    const seen = stages({ read: ({ params }) => params.x.deep })
    const run = async (deep: number): Promise<unknown> => {
      const options = { name: 'r', represent: { x: () => 'always the same' } }
      const target = seen([untyped.record({ x: { deep } }, options)])
      return (await bench.run(target)).value(target, 't')
    }
    expect([await run(3), await run(4), await run(3)]).toEqual([[3], [4], [3]])
  })

  test('what read a file or a variable is looked up each time', async () => {
    const file = join(temporaryFolder(), 'data.txt')
    const bench = workbench(makeStore())
    const target = stages({ read: ({ file: open }) => readFileSync(open(file), 'utf8') })(recordsOf(1, 2))
    for (const content of ['one', 'two', 'one']) {
      writeFileSync(file, content)
      const told = await bench.run(target)
      expect(await told.value(target, 't')).toEqual([content, content])
      expect((await bench.run(target)).called).toEqual([])
    }
  })

  test('an overwrite is what the next run goes by', async () => {
    let answer = 0
    const bench = workbench(makeStore())
    const target = stages({ read: () => ++answer })(recordsOf(1))
    await bench.run(target)
    await bench.run(target)
    await bench.run(target, { overwrite: ['first'] })
    const told = await bench.run(target)
    expect(told.called).toEqual([])
    expect(await told.value(target, 't')).toEqual([2])
  })

  test('of two identical steps that went apart, the next run goes by the newer execution for both', async () => {
    let answer = 0
    const store = makeStore()
    const bench = workbench(store)
    const made = untyped.stage({ name: 'made', outputs: ['a'], cachers: [json()], version: '1' })(() => ({
      a: ++answer,
    }))
    const targets = ['r0', 'r1', 'r2'].map((name) => made(untyped.record({}, { name })))
    await bench.run(targets)
    await bench.run(targets, { overwrite: ['made@r1'] })
    const summed = await bench.run(targets)
    const looked = await workbench(without(store)).run(targets)
    expect(summed.called).toEqual([])
    for (const target of targets)
      expect([await summed.value(target, 'a'), await looked.value(target, 'a')]).toEqual([2, 2])
  })

  test('an execution that was saved and then found wrong is what a look-up finds, and so does a summary', async () => {
    let answer = 0
    const store = makeStore()
    const odd: Cacher<unknown> = {
      via: 'bytes',
      format: 'odd',
      extension: 'json',
      save: (value) => Buffer.from(JSON.stringify(value)),
      load: (bytes) => {
        const value: unknown = JSON.parse(Buffer.from(bytes).toString())
        return value === 1 ? value : { not: value }
      },
    }
    const made = untyped.stage({ name: 'made', outputs: ['a'], cachers: [odd], version: '1' })(() => ({
      a: ++answer,
    }))
    const other = untyped.stage({ name: 'other', outputs: ['z'], cachers: [json()], version: '1' })(
      ({ params }) => ({ z: params.x }),
    )
    const targets = (x: number): readonly AnyTarget[] => [
      ...['r0', 'r1'].map((name) => made(untyped.record({}, { name }))),
      other(untyped.record({ x }, { name: 'o' })),
    ]
    await workbench(store).run(targets(1))
    const harsh = { overwrite: ['made@r1'], roundTrip: 'verify', keepGoing: true } as const
    expect((await workbench(store).run(targets(2), harsh)).counts.failed).toBeGreaterThan(0)
    const [first, ...others] = targets(2)
    if (first === undefined) throw new Error('There are three.')
    const summed = await workbench(store).run([first, ...others])
    const looked = await workbench(without(store)).run([first, ...others])
    expect(await summed.value(first, 'a')).toEqual(await looked.value(first, 'a'))
  })

  test('a Buffer that a stage or its caller changes is not what its summary stands under', async () => {
    const bench = workbench(makeStore())
    const given = Buffer.from([1])
    const changing = stages({
      read: ({ params }) => {
        const seen = [...params.x]
        params.x[0] = 2
        given[0] = 2
        return seen
      },
    })
    await bench.run(changing(recordsOf(given)))
    const two = changing(recordsOf(Buffer.from([2])))
    expect(await (await bench.run(two)).value(two, 't')).toEqual([[2]])
  })

  test('what always runs does not keep the rest from being summed up', async () => {
    const file = join(temporaryFolder(), 'data.txt')
    const { store, lookUps } = asked(makeStore())
    const reading = untyped.stage({ name: 'reading', outputs: ['f'], cachers: [json()], version: '1' })(
      ({ file: open }) => ({ f: readFileSync(open(file), 'utf8') }),
    )(untyped.record({}))
    const counts: number[] = []
    for (let at = 0; at < 5; at++) {
      writeFileSync(file, `${at}`)
      await workbench(store).run([stages()(recordsOf(1, 2, 3, 4, 5)), reading])
      counts.push(lookUps())
    }
    expect(Math.max(...counts.slice(1))).toBeLessThan(5)
  })

  test('experiments with the same stages do not take each other’s summary away', async () => {
    const { store, lookUps } = asked(makeStore())
    const targets = [recordsOf(1, 2, 3), recordsOf(4, 5, 6), recordsOf(3)]
    for (const records of [...targets, ...targets]) await workbench(store).run(stages()(records))
    lookUps()
    for (const records of targets) expect((await workbench(store).run(stages()(records))).called).toEqual([])
    expect(lookUps()).toBe(0)
  })

  test('a cacher that changed for one of two identical steps changed for both', async () => {
    const store = makeStore()
    const pretty = { ...json(), format: 'pretty', reads: [json()] }
    const made = (cacher: unknown): ((record: AnyTarget) => AnyTarget) =>
      untyped.stage({ name: 'made', outputs: ['a'], cachers: [cacher], version: '1' })(() => ({ a: 1 }))
    const used = (version: string): ((record: AnyTarget) => AnyTarget) =>
      untyped.stage({ name: 'used', inputs: ['a'], outputs: ['b'], cachers: [json()], version })(
        (_, { a }) => ({
          b: a,
        }),
      )
    const targets = (cacher: unknown, version: string): readonly AnyTarget[] => [
      made(cacher)(untyped.record({}, { name: 'leaf' })),
      used(version)(made(cacher)(untyped.record({}, { name: 'inner' }))),
    ]
    await workbench(store).run(targets(json(), '1'))
    await workbench(store).run(targets(pretty, '1'))
    const [summed, looked] = [
      await workbench(store).plan(targets(pretty, '2')),
      await workbench(without(store)).plan(targets(pretty, '2')),
    ]
    expect(summed.toJSON()).toEqual(looked.toJSON())
    expect(summed.steps.map(({ reason }) => reason)).not.toContainEqual(
      expect.objectContaining({ conversions: expect.anything() }),
    )
  })

  test('two pipelines in one store do not take the other one’s summary for theirs', async () => {
    const { store, lookUps } = asked(makeStore())
    const bench = workbench(store)
    const one = stages()(recordsOf(1, 2))
    const alone = untyped.stage({ name: 'alone', outputs: ['z'], cachers: [json()], version: '1' })(
      ({ params }) => ({ z: params.x }),
    )(untyped.record({ x: 5 }))
    await bench.run(one)
    await bench.run(alone)
    expect((await bench.run(one)).called).toEqual([])
    expect((await bench.run(alone)).called).toEqual([])
    lookUps()
    await bench.run(one)
    await bench.run(alone)
    expect(lookUps()).toBe(0)
  })
})
