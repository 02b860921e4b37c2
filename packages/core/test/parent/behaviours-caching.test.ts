import { json, memoryStore, record, stage, type StageContext } from 'stagewright'
import { forgetful } from '../support/forgetful-store.ts'
import * as untyped from '../support/untyped.ts'
import { failureOf, workbench } from '../support/workbench.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

const pair = untyped.stage({ name: 'pair', outputs: ['a', 'b'], cachers: [json(), json()], version: 1 })(
  () => ({
    a: 'A',
    b: 'B',
  }),
)
const useOf = (input: string) =>
  untyped.stage({ name: `use ${input}`, inputs: [input], outputs: ['used'], version: 1 })((_, inputs) => ({
    used: inputs[input],
  }))

/** A store that has lost one artifact of a stage. */
const storeWithout = async (artifact: string) => {
  const store = forgetful(memoryStore())
  const bench = workbench(store)
  await bench.run(pair(untyped.record({})))
  await store.pruneArtifact('pair', artifact)
  return bench
}

describe('9. caching is all or nothing for one application', () => {
  test('when an output that is needed is gone, the function runs again and all outputs are replaced', async () => {
    const bench = await storeWithout('a')
    const told = await bench.run(useOf('a')(pair(untyped.record({}))))
    expect(told.called).toEqual(['pair', 'use a'])
    expect((await bench.run(pair(untyped.record({})))).called).toEqual([])
  })

  test('an output that nobody needs may be gone', async () => {
    const bench = await storeWithout('a')
    expect((await bench.run(useOf('b')(pair(untyped.record({}))))).called).toEqual(['use b'])
  })

  test('of a target all outputs are needed', async () => {
    const bench = await storeWithout('b')
    const target = pair(untyped.record({}))
    const plan = await bench.plan(target)
    expect(plan.steps[0]?.reason).toEqual({ type: 'artifact-missing', artifact: 'b' })
    expect((await bench.run(target)).called).toEqual(['pair'])
  })

  test('when saving one output fails, none is kept', async () => {
    const bench = workbench()
    const half = untyped.stage({ name: 'half', outputs: ['a', 'b'], cachers: [json(), json()], version: 1 })(
      () => ({
        a: 1,
        b: () => 1,
      }),
    )
    expect(await failureOf(bench.run(half(untyped.record({}))))).toMatchObject({
      _tag: 'CacherError',
      stage: 'half',
      artifact: 'b',
    })
    const session = await bench.store.open({ readOnly: true })
    expect(await one(session).latest('half', 1)).toEqual([])
  })
})

describe('10. what is kept is loaded, and the function does not run', () => {
  const slow = stage({ outputs: ['x'], cachers: [json()] })(function slow({
    params,
  }: StageContext<{ k: number }>) {
    return { x: { k: params.k } }
  })

  test('a second run calls nothing and gives the same value', async () => {
    const bench = workbench()
    const target = slow(record({ k: 1 }))
    const first = await bench.run(target)
    const second = await bench.run(target)
    expect([first.called, second.called]).toEqual([['slow'], []])
    expect(second.counts).toEqual({ ran: 0, reused: 1, skipped: 0, failed: 0, blocked: 0 })
    expect(await second.value(target, 'x')).toEqual({ k: 1 })
  })

  test('another value of a parameter that was read runs, and the first one is kept beside it', async () => {
    const bench = workbench()
    await bench.run(slow(record({ k: 1 })))
    expect((await bench.run(slow(record({ k: 2 })))).called).toEqual(['slow'])
    expect((await bench.run([slow(record({ k: 1 })), slow(record({ k: 2 }))])).called).toEqual([])
  })

  test('the plan says what was reused, and since when', async () => {
    const bench = workbench()
    const target = slow(record({ k: 1 }))
    await bench.run(target)
    const { steps, counts } = await bench.plan(target)
    expect(counts).toEqual({ run: 0, maybe: 0, reuse: 1, skip: 0 })
    expect(steps[0]?.explanation).toMatch(/^nothing changed since \d{4}-\d\d-\d\d/u)
  })
})

describe('11. a stage without cachers', () => {
  const plain = untyped.stage({ name: 'plain', outputs: ['x'], version: 1 })(() => ({ x: 1 }))
  const kept = untyped.stage({ name: 'kept', inputs: ['x'], outputs: ['y'], cachers: [json()], version: 1 })(
    (_, { x }) => ({ y: x }),
  )

  test('runs each time its value is a target', async () => {
    const bench = workbench()
    const target = plain(untyped.record({}))
    for (const _ of [1, 2]) {
      const told = await bench.run(target)
      expect(told.called).toEqual(['plain'])
      expect(await told.value(target, 'x')).toBe(1)
    }
  })

  test('does not run when nobody needs it', async () => {
    const bench = workbench()
    const target = kept(plain(untyped.record({})))
    expect((await bench.run(target)).called).toEqual(['kept', 'plain'])
    expect((await bench.run(target)).called).toEqual([])
  })

  test('runs once when it is both a target and an input', async () => {
    const first = plain(untyped.record({}))
    expect((await workbench().run([first, kept(first)])).order).toEqual(['plain', 'kept'])
  })
})

describe('12. a stage without outputs', () => {
  test.each([
    ['that returns nothing', undefined],
    ['that returns something', 'ignored'],
    ['that returns an empty object', {}],
  ])('%s always runs', async (_, returned) => {
    const bench = workbench()
    const effect = untyped.stage({ name: 'effect', version: 1 })(() => returned)
    for (const _again of [1, 2])
      expect((await bench.run(effect(untyped.record({})))).called).toEqual(['effect'])
    expect((await bench.plan(effect(untyped.record({})))).steps[0]?.reason).toEqual({ type: 'no-outputs' })
  })

  test('runs although other stages were applied after it', async () => {
    const bench = workbench()
    const effect = untyped.stage({ name: 'effect', version: 1 })(() => undefined)
    const target = pair(effect(untyped.record({})))
    await bench.run(target)
    expect((await bench.run(target)).called).toEqual(['effect'])
  })
})

test('13. applying stages is the only pass: the code that builds and each function run once', async () => {
  let built = 0
  const build = () => {
    built++
    return useOf('a')(pair(untyped.record({})))
  }
  const told = await workbench().run(build())
  expect(built).toBe(1)
  expect(told.order).toEqual(['pair', 'use a'])
})

describe('14. only what a target needs runs', () => {
  test('of a kept chain that lost its middle and its end, the middle runs for the end alone', async () => {
    const store = forgetful(memoryStore())
    const bench = workbench(store)
    const link = (name: string, input?: string) =>
      untyped.stage({ name, inputs: input ? [input] : [], outputs: [name], cachers: [json()], version: 1 })(
        () => ({
          [name]: name,
        }),
      )
    const chain = link('d', 'c')(link('c', 'b')(link('b', 'a')(link('a')(untyped.record({})))))
    await bench.run(chain)
    await store.prune('c', 'd')
    expect((await bench.run(chain)).order).toEqual(['c', 'd'])
    await store.prune('a', 'b', 'c')
    expect((await bench.run(chain)).order).toEqual([])
  })
})

describe('15. what was not materialised is a SkippedOutput', () => {
  test('it knows stage, record and artifact', async () => {
    const bench = workbench()
    const plain = untyped.stage({ name: 'plain', outputs: ['x'], version: 1 })(() => ({ x: 1 }))
    const kept = untyped.stage({
      name: 'kept',
      inputs: ['x'],
      outputs: ['y'],
      cachers: [json()],
      version: 1,
    })(() => ({
      y: 2,
    }))
    const target = kept(plain(untyped.record({}, { name: 'r' })))
    await bench.run(target)
    const second = await bench.run(target)
    expect(second.artifact(target, 'x')).toEqual({
      kind: 'skipped',
      stage: 'plain',
      record: 'r',
      artifact: 'x',
    })
    expect(await failureOf(second.value(target, 'x'))).toMatchObject({
      _tag: 'SkippedOutputError',
      stage: 'plain',
      record: 'r',
      artifact: 'x',
    })
    expect(second.counts).toMatchObject({ reused: 1, skipped: 1 })
  })

  test('a skipped output that is kept can still be loaded', async () => {
    const bench = workbench()
    const end = untyped.stage({ name: 'end', inputs: ['a'], outputs: ['c'], cachers: [json()], version: 1 })(
      () => ({
        c: 'C',
      }),
    )
    const target = end(pair(untyped.record({})))
    await bench.run(target)
    const second = await bench.run(target)
    expect(second.steps.map(({ outcome }) => outcome)).toEqual(['skipped', 'reused'])
    expect(await second.value(target, 'a')).toBe('A')
    expect(second.artifact(target, 'b')).toMatchObject({ kind: 'artifact', preview: '"B"' })
  })
})

describe('16. no function is called with a skipped input', () => {
  test.each(['stage', 'aggregate'] as const)('the producer of what a %s needs runs first', async (kind) => {
    const store = forgetful(memoryStore())
    const bench = workbench(store)
    const seen: unknown[] = []
    const look = (version: number) =>
      kind === 'stage'
        ? untyped.stage({ name: 'look', inputs: ['a'], version })((_, { a }) => void seen.push(a))
        : (target: never) =>
            untyped.aggregate({ name: 'look', inputs: ['a'], version })(
              (_, __, { a }) => void seen.push(...a.values()),
            )(untyped.record({}), [target])
    await bench.run(pair(untyped.record({})))
    await store.prune('pair')
    const told = await bench.run(look(1)(pair(untyped.record({})) as never))
    expect(told.order).toEqual(['pair', 'look'])
    expect(seen).toEqual(['A'])
  })
})
