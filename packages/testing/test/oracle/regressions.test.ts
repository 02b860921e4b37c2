import {
  aggregate,
  type ByRecord,
  fork,
  json,
  lazy,
  makeEngine,
  memoryStore,
  record,
  stage,
  type StageContext,
} from '@stagewright/core'
import { checkProgram } from '../../src/oracle/check-program.ts'
import { checksumOf, frailStore } from '../../src/oracle/frail-store.ts'
import type { Keeping, StagePlan } from '../../src/oracle/program.ts'

// What the oracle found, each as small as it gets.

const engine = makeEngine()

const counted = () => {
  let count = 0
  return { call: () => ++count, calls: () => count }
}

describe('identical applications', () => {
  test.each([1, 2, 4])('are executed once when %d may run at a time', async (concurrency) => {
    const counter = counted()
    const load = stage({ outputs: ['rows'], cachers: [json()], version: 1 })(async function load() {
      return { rows: counter.call() * 0 }
    })
    const targets = [1, 2, 3, 4, 5].map((k) => load(record({ k })))
    const store = memoryStore()
    await engine.run(targets, { store, concurrency })
    expect(counter.calls()).toBe(1)
    await engine.run(targets, { store, concurrency, overwrite: ['load'] })
    expect(counter.calls()).toBe(2)
  })

  test.each(['use', 'read', 'off'] as const)(
    'that are overwritten are executed once, with cache: %s',
    async (cache) => {
      const counter = counted()
      const load = stage({ outputs: ['rows'], cachers: [json()], version: 1 })(async function load() {
        return { rows: counter.call() * 0 }
      })
      const targets = [1, 2].map((k) => load(record({ k })))
      const result = await engine.run(targets, {
        store: memoryStore(),
        concurrency: 1,
        overwrite: true,
        cache,
      })
      expect(counter.calls()).toBe(1)
      expect(result.steps.map(({ outcome }) => outcome)).toEqual(['ran', 'reused'])
    },
  )

  test('do not leave what waits for one of them behind when another one is executed first', async () => {
    const counter = counted()
    const make = stage({ outputs: ['y'], version: 1 })(async function make() {
      return { y: 1 }
    })
    const tell = aggregate({ inputs: ['y'], outputs: [], version: 1 })(async function tell(
      _: StageContext,
      __: unknown,
      { y }: { y: ByRecord<number> },
    ) {
      for (const _value of y.values()) counter.call()
      return {}
    })
    const first = make(record({}))
    const target = make(tell(first, [first]))
    const store = memoryStore()
    await engine.run(target, { store, concurrency: 2 })
    await engine.run(target, { store, concurrency: 2 })
    expect(counter.calls()).toBe(2)
  })

  test('without cachers all have their value, also where one of them is shadowed', async () => {
    const make = stage({ outputs: ['x'], version: 1 })(async function make() {
      return { x: 7 }
    })
    const target = make(make(record({})))
    const store = memoryStore()
    for (const overwrite of [undefined, true]) {
      const result = await engine.run(target, { store, concurrency: 1, overwrite })
      expect(await result.value(target, 'x')).toBe(7)
    }
  })
})

describe('a damaged artifact', () => {
  const damagedRun = async (
    output: ReturnType<typeof lazy<'x'>> | 'x',
    readers: number,
    read: (value: unknown) => Promise<number>,
  ) => {
    const made = counted()
    const make = stage({ outputs: [output], cachers: [json()], version: 1 } as const)(async function make() {
      made.call()
      return { x: 41 }
    })
    const use = stage({ inputs: ['x'], outputs: ['z'], cachers: [json()], version: 1 })(async function use(
      { params }: StageContext<{ k: number }>,
      { x }: { x: unknown },
    ) {
      return { z: (await read(x)) + params.k }
    })
    const first = make(record({ k: 0 }))
    const store = frailStore(memoryStore())
    await engine.run(first, { store })
    store.damage(checksumOf('41'))
    const targets = Array.from({ length: readers }, (_, k) => use(fork(first, { k })))
    const result = await engine.run(targets, { store, concurrency: 2 })
    const values = await Promise.all(targets.map((target) => result.value(target, 'z')))
    return { values, made: made.calls() }
  }

  test('that is lazy is made anew once, and not without end', async () => {
    const { values, made } = await damagedRun(lazy('x'), 1, async (value) => Number(value))
    expect({ values, made }).toEqual({ values: [41], made: 2 })
  })

  test('is made anew when a function finds it by a handle', async () => {
    const handle = lazy('x', { resolve: false }) as unknown as ReturnType<typeof lazy<'x'>>
    const { values, made } = await damagedRun(handle, 1, async (value) =>
      Number(await (value as { load: () => Promise<unknown> }).load()),
    )
    expect({ values, made }).toEqual({ values: [41], made: 2 })
  })

  test('is made anew once for all that meet it at the same time', async () => {
    const { values, made } = await damagedRun(lazy('x'), 4, async (value) => Number(value))
    expect({ values, made }).toEqual({ values: [41, 42, 43, 44], made: 2 })
  })
})

test('what depends on a damaged artifact that comes out otherwise follows it, whichever way it comes', async () => {
  let edition = 0
  const drift = stage({ outputs: ['d'], cachers: [json()], version: 1 })(async function drift() {
    return { d: ++edition }
  })
  const use = stage({ inputs: ['d'], outputs: ['u'], cachers: [json()], version: 1 })(async function use(
    _: StageContext,
    { d }: { d: number },
  ) {
    return { u: d * 10 }
  })
  const end = (version: number) =>
    stage({ inputs: ['d', 'u'], outputs: ['e'], cachers: [json()], version })(async function end(
      _: StageContext,
      { d, u }: { d: number; u: number },
    ) {
      return { e: [d, u] }
    })
  for (const concurrency of [1, 2, 4]) {
    edition = 0
    const store = frailStore(memoryStore())
    await engine.run(end(1)(use(drift(record({})))), { store })
    store.damage(checksumOf('1'))
    const target = end(2)(use(drift(record({}))))
    const result = await engine.run(target, { store, concurrency })
    expect(await result.value(target, 'e')).toEqual([2, 20])
  }
})

test('a view among the outputs makes the same key, whether or not a cacher looked into it', async () => {
  const made = counted()
  const used = counted()
  const pipeline = (cached: boolean) => {
    const show = stage({ outputs: ['x'], ...(cached ? { cachers: [json()] } : {}), version: 1 })(
      async function show({ params }: StageContext<{ group: { c: number } }>) {
        made.call()
        return { x: params.group }
      },
    )
    const use = stage({ inputs: ['x'], outputs: ['z'], cachers: [json()], version: 1 })(async function use(
      _: StageContext,
      { x }: { x: { readonly c: number } },
    ) {
      used.call()
      return { z: x.c }
    })
    return [show(record({ group: { c: 1 } })), use(show(record({ group: { c: 1 } }, { name: 'other' })))]
  }
  const store = memoryStore()
  for (const cached of [true, false, false]) await engine.run(pipeline(cached), { store })
  expect(used.calls()).toBe(1)
})

describe('lost bytes are there again, and not made anew, when the same run writes them by', () => {
  const make = (inputs: readonly string[], output: string, keeping: Keeping): StagePlan => ({
    inputs,
    outputs: [{ name: output, lazy: 'no', variety: 1, shape: 'number' }],
    keeping,
    codeBy: 'version',
    suppressMissingInputs: false,
    sights: [],
    usesInputs: true,
    isSource: false,
    pauses: 0,
  })
  const check = (stages: readonly StagePlan[], steps: readonly (readonly number[])[], lost: number) => {
    const program = {
      stages,
      aggregates: [],
      records: steps.map((numbers) => ({
        params: {},
        from: undefined,
        steps: numbers.map((stage) => ({ kind: 'stage', stage }) as const),
      })),
      targets: steps.map((_, record) => ({ record, short: 0 })),
      files: {},
      env: {},
    }
    const edits = [
      { type: 'drop-artifact', artifact: lost },
      { type: 'keep', stage: 0, keeping: 'json' },
    ] as const
    const run = {
      overwrite: undefined,
      cache: 'use',
      concurrency: 1,
      lazy: 'declared',
      keepGoing: false,
      roundTrip: 'trust',
      trouble: undefined,
    } as const
    return checkProgram(program, [{ edits, run }])
  }

  test('a conversion', async () => {
    const tally = await check([make([], 'x', 'boxed'), make([], 'x', 'json')], [[0], [1]], 1)
    expect(tally).toMatchObject({ edits: 2 })
  })

  test('a step that was not kept before', async () => {
    const tally = await check([make([], 'x', 'none'), make(['x'], 'y', 'json')], [[0, 1]], 0)
    expect(tally).toMatchObject({ edits: 2 })
  })
})
