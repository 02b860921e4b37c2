import { json, memoryStore } from 'stagewright'
import { storeConformance } from '../../../testing/src/store-conformance/index.ts'
import { distant } from '../support/distant-store.ts'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

const kept = (name: string, inputs: readonly string[], output: string, make: (given: any) => unknown) =>
  untyped.stage({ name, inputs: [...inputs], outputs: [output], cachers: [json()], version: '1' })(
    ({ params }, given) => ({ [output]: make({ params, ...given }) }),
  )

const first = kept('first', [], 'a', ({ params }) => params.x)
const second = kept('second', ['a'], 'b', ({ a }) => a * 2)
const total = untyped.aggregate({
  name: 'total',
  inputs: ['b'],
  outputs: ['t'],
  cachers: [json()],
  version: '1',
})((_, __, { b }) => ({ t: [...b.values()].reduce((sum: number, one: number) => sum + one, 0) }))
const grid = (xs: readonly number[]) =>
  total(
    untyped.record({}, { name: 'all' }),
    xs.map((x, at) => second(first(untyped.record({ x }, { name: `r${at}` })))),
  )
const fifty = Array.from({ length: 50 }, (_, at) => at)

describe('a store that is elsewhere', () => {
  const facts = storeConformance(async () => ({ store: distant(memoryStore()) }))
  test.each(facts)('$title', ({ run }) => run())

  test('is asked one question of each kind for all steps of a level', async () => {
    const store = distant(memoryStore())
    const bench = workbench(store)
    await bench.run(grid(fifty))
    store.questions()
    const plan = await bench.plan(grid(fifty))
    expect(plan.counts).toEqual({ run: 0, maybe: 0, reuse: 1, skip: 100 })
    const asked = store.questions()
    const parts = (kind: string) => asked.flatMap(([name, count]) => (name === kind ? [count] : []))
    // All of the first stage have one base.
    expect(parts('readSets')).toEqual([1, 50, 1])
    expect(parts('traces')).toEqual([50, 50, 1])
    expect(parts('holds')).toEqual([1])
    expect(asked.length).toBeLessThan(12)
  })

  test('gives every result, and the reasons that one at hand gives', async () => {
    const changed = fifty.with(7, 1000)
    const [near, far] = [workbench(memoryStore()), workbench(distant(memoryStore()))]
    for (const xs of [fifty, fifty, changed, changed, [...changed, 3]]) {
      const [here, there] = [await near.run(grid(xs)), await far.run(grid(xs))]
      const told = ({ counts, steps }: typeof here) => [
        counts,
        steps.map(({ id, outcome, reason }) => [id, outcome, reason.type]),
      ]
      expect(told(there)).toEqual(told(here))
    }
  })

  test('is waited for once by all steps that its answer keeps, in a run too', async () => {
    const store = distant(memoryStore())
    const bench = workbench(store)
    await bench.run(grid(fifty))
    store.questions()
    // All of the second stage's steps are considered when the first stage has run, and come out the same.
    const again = await bench.run(grid(fifty), { overwrite: ['first'], concurrency: 50 })
    expect(again.counts).toMatchObject({ ran: 50 })
    expect(store.questions().length).toBeLessThan(200)
  })

  test('fails the plan and the run with what keeps it from answering', async () => {
    let isDown = false
    const store = distant(memoryStore(), (question) => {
      if (isDown && question === 'traces') throw new TypeError('the network is down')
    })
    const bench = workbench(store)
    await bench.run(grid(fifty))
    isDown = true
    await expect(bench.plan(grid(fifty))).rejects.toMatchObject({
      message: expect.stringContaining('network is down'),
    })
    isDown = false
    expect((await bench.run(grid(fifty))).counts.ran).toBe(0)
  })

  test('that gives fewer answers than were asked for is refused', async () => {
    const below = distant(memoryStore())
    const broken = {
      name: 'broken',
      open: async (mode: { readonly readOnly: boolean }) => ({
        ...(await below.open(mode)),
        traces: async () => [],
      }),
    }
    const target = first(untyped.record({ x: 1 }))
    await workbench(below).run(target)
    await expect(workbench(broken).plan(target)).rejects.toMatchObject({
      _tag: 'StoreError',
      message: expect.stringContaining('0 answers to a question of 1 parts'),
    })
  })
})
