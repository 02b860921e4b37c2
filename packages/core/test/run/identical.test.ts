import { setTimeout as sleep } from 'node:timers/promises'
import { fileStore, json, memoryStore } from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

const ways: readonly (readonly [string, (context: any) => unknown])[] = [
  ['a function that reads at once', ({ params }) => ({ x: params.shared })],
  [
    'an async function that reads at once',
    async ({ params }) => {
      const { shared } = params
      await sleep(5)
      return { x: shared }
    },
  ],
  [
    'a function that reads after an await',
    async ({ params }) => {
      await sleep(5)
      return { x: params.shared }
    },
  ],
  [
    'a function that reads after each of many awaits',
    async ({ params }) => {
      let x = 0
      for (let at = 0; at < 5; at++) {
        await sleep(1)
        x = params.shared + params[`p${at}`]
      }
      return { x }
    },
  ],
  ['a function that reads nothing', async () => ({ x: await sleep(5, 1) })],
]
const paramsOf = (own: number, shared = 7) => ({ own, shared, p0: 0, p1: 1, p2: 2, p3: 3, p4: 4 })

describe.each([
  ['in memory', () => memoryStore()],
  ['in files', () => fileStore(temporaryFolder())],
])('%s,', (_, makeStore) => {
  describe.each([1, 4, 64])('with concurrency %i,', (concurrency) => {
    test.each(ways)('identical applications of different records execute once: %s', async (__, fn) => {
      const same = untyped.stage({ name: 'same', outputs: ['x'], cachers: [json()], version: 1 })(fn)
      const targets = Array.from({ length: 20 }, (___, own) => same(untyped.record(paramsOf(own))))
      const bench = workbench(makeStore())
      const told = await bench.run(targets, { concurrency })
      expect(told.called).toEqual(['same'])
      const values = await Promise.all(targets.map((target) => told.value(target, 'x')))
      expect(new Set(values).size).toBe(1)
      expect(told.counts).toEqual({ ran: 1, reused: 19, skipped: 0, failed: 0, blocked: 0 })
      expect((await bench.run(targets, { concurrency })).called).toEqual([])
    })
  })
})

test('without cachers they execute once too', async () => {
  const same = untyped.stage({ name: 'same', outputs: ['x'], version: 1 })(async ({ params }) => {
    await sleep(2)
    return { x: params.shared }
  })
  const use = untyped.stage({ name: 'use', inputs: ['x'], outputs: ['y'], cachers: [json()], version: 1 })(
    ({ params }, { x }) => ({ y: x + params.own }),
  )
  const targets = [1, 2, 3].map((own) => use(same(untyped.record(paramsOf(own)))))
  const told = await workbench().run(targets, { concurrency: 8 })
  expect(told.called).toEqual(['same', 'use', 'use', 'use'])
  expect(await Promise.all(targets.map((target) => told.value(target, 'y')))).toEqual([8, 9, 10])
})

test('those that read something else execute each, beside the others', async () => {
  const bench = workbench()
  let under = 0
  let most = 0
  const reads = untyped.stage({ name: 'reads', outputs: ['x'], cachers: [json()], version: 1 })(async ({
    params,
  }) => {
    most = Math.max(most, ++under)
    const { own } = params
    await sleep(20)
    under--
    return { x: own }
  })
  const targets = Array.from({ length: 12 }, (_, own) => reads(untyped.record(paramsOf(own % 6))))
  const told = await bench.run(targets, { concurrency: 4 })
  expect(told.called).toHaveLength(6)
  expect(most).toBeGreaterThan(1)
  expect(await Promise.all(targets.map((target) => told.value(target, 'x')))).toEqual([
    0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5,
  ])
})

test('when the one that executes fails, another does not stand for it', async () => {
  let calls = 0
  const fails = untyped.stage({ name: 'fails', outputs: ['x'], cachers: [json()], version: 1 })(async ({
    params,
  }) => {
    await sleep(2)
    calls++
    if (calls === 1) throw new Error('first call')
    return { x: params.shared }
  })
  const targets = [1, 2, 3].map((own) => fails(untyped.record(paramsOf(own))))
  const told = await workbench().run(targets, { keepGoing: true, concurrency: 4 })
  expect(told.counts).toEqual({ ran: 1, reused: 1, skipped: 0, failed: 1, blocked: 0 })
})

test('of two runs at once on one store, one executes and the other takes its result', async () => {
  const store = fileStore(temporaryFolder())
  const slow = untyped.stage({ name: 'slow', outputs: ['x'], cachers: [json()], version: 1 })(async ({
    params,
  }) => {
    await sleep(100)
    return { x: params.k }
  })
  const targets = [1, 2].map(() => slow(untyped.record({ k: 5 })))
  const both = await Promise.all(targets.map((target) => workbench(store).run(target)))
  expect(both.flatMap(({ called }) => called)).toEqual(['slow'])
  for (const [index, told] of both.entries()) expect(await told.value(targets[index]!, 'x')).toBe(5)
})
