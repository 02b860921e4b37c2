import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileStore, json, memoryStore, readHistory, type Store } from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { failureOf, workbench } from '../support/workbench.ts'

const r = (params: object, name = 'r') => untyped.record(params, { name })
const half = untyped.stage({ name: 'half', outputs: ['h'], cachers: [json()], version: 1 })(({ params }) => ({
  h: Math.floor(params.n / 2),
}))
const twice = untyped.stage({ name: 'twice', inputs: ['h'], outputs: ['t'], cachers: [json()], version: 1 })(
  (_, { h }) => ({ t: h * 2 }),
)
const chain = (n: number) => twice(half(r({ n })))
const bad = untyped.stage({ name: 'bad', outputs: ['b'], version: 1 })(() => {
  throw new Error('no')
})

describe.each<[string, () => Store]>([
  ['in memory', () => memoryStore()],
  ['in a folder', () => fileStore(join(temporaryFolder(), 'store'))],
])('the runs of a store %s', (_, makeStore) => {
  test('say how they ended, for which experiment, and how long they took on the clock', async () => {
    const bench = workbench(makeStore())
    await bench.run(chain(4), { experiment: 'one' })
    await bench.run(chain(4), { experiment: 'one' })
    await failureOf(bench.run(bad(r({})), { experiment: 'two' }))
    await bench.run([bad(r({})), half(r({ n: 9 }))], { keepGoing: true })
    const controller = new AbortController()
    const stopping = untyped.stage({ name: 'stopping', outputs: ['s'], version: 1 })(async ({ signal }) => {
      setTimeout(() => controller.abort(), 5)
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      throw new Error('stopped')
    })
    await failureOf(bench.run(stopping(r({})), { signal: controller.signal }))
    const { runs } = await readHistory(bench.store)
    expect(
      runs.map(({ status, experiment, executions }) => [status, experiment, executions]).toReversed(),
    ).toEqual([
      ['well', 'one', 2],
      ['failed', 'two', 0],
      ['failed', undefined, 1],
      ['aborted', undefined, 0],
    ])
    for (const { wallMs } of runs) expect(wallMs).toBeGreaterThanOrEqual(0)
  })

  test('list one that goes on as running', async () => {
    const bench = workbench(makeStore())
    const looking = untyped.stage({ name: 'looking', inputs: ['h'], outputs: ['l'], version: 1 })(
      async () => {
        for (;;) {
          const { runs } = await readHistory(bench.store)
          // It is written along with the first result.
          if (runs.length > 0) return { l: runs.map(({ status }) => status) }
          await sleep(5)
        }
      },
    )
    const target = looking(half(r({ n: 1 })))
    const told = await bench.run(target, { concurrency: 1 })
    expect(await told.value(target, 'l')).toEqual(['running'])
  })

  test('differ in final results that changed because an older execution was found', async () => {
    const bench = workbench(makeStore())
    await bench.run(chain(4))
    const second = await bench.run(chain(6))
    const third = await bench.run(chain(5))
    const fourth = await bench.run(chain(6))
    const { diff } = await readHistory(bench.store)
    const told = (before: { run: string }, after: { run: string }) =>
      diff(before.run, after.run).map(({ stage, outputs, found }) => [stage, outputs, found])
    expect(told(second, third)).toEqual([
      ['half', ['h'], false],
      ['twice', ['t'], true],
    ])
    expect(told(third, fourth)).toEqual([
      ['half', ['h'], true],
      ['twice', ['t'], true],
    ])
    expect(diff(third.run, fourth.run)[0]?.changes).toEqual([
      { type: 'parameter', path: 'n', record: 'r', before: '5', after: '6' },
    ])
  })

  test('differ within their experiment alone', async () => {
    const bench = workbench(makeStore())
    const first = await bench.run(half(r({ n: 2 })), { experiment: 'one' })
    await bench.run(half(r({ n: 20 })), { experiment: 'two' })
    const third = await bench.run(half(r({ n: 4 })), { experiment: 'one' })
    const { diff } = await readHistory(bench.store)
    expect(diff(first.run, third.run)).toMatchObject([
      { changes: [{ type: 'parameter', path: 'n', before: '2', after: '4' }] },
    ])
  })

  test('that read other things than before say so', async () => {
    const bench = workbench(makeStore())
    const reading = (version: number) =>
      untyped.stage({ name: 'reading', outputs: ['x'], cachers: [json()], version })(({ params }) => ({
        x: version === 1 ? params.a : params.b,
      }))
    const first = await bench.run(reading(1)(r({ a: 1, b: 5 })))
    const second = await bench.run(reading(2)(r({ a: 1, b: 5 })))
    const [difference] = (await readHistory(bench.store)).diff(first.run, second.run)
    expect(difference?.changes.filter(({ type }) => type === 'reads')).toEqual([
      { type: 'reads', what: "parameter 'b'", now: true },
      { type: 'reads', what: "parameter 'a'", now: false },
    ])
  })
})
