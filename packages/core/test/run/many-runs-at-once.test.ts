import { setTimeout as sleep } from 'node:timers/promises'
import {
  aggregate,
  type ByRecord,
  fileStore,
  json,
  lazy,
  memoryStore,
  record,
  stage,
  type StageContext,
} from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { workbench } from '../support/workbench.ts'

const load = stage({ outputs: [lazy('rows')], cachers: [json()], version: 1 })(async function load({
  params,
}: StageContext<{ k: number }>) {
  await sleep(20)
  return { rows: [params.k, 1] }
})
/** Keeps nothing. */
const double = stage({ inputs: ['rows'], outputs: ['doubled'], version: 1 })(async function double(
  _: StageContext,
  { rows }: { rows: readonly number[] },
) {
  await sleep(5)
  return { doubled: rows.map((row) => row * 2) }
})
const sum = stage({ inputs: ['doubled'], outputs: ['sum'], cachers: [json()], version: 1 })(
  async function sum(_: StageContext, { doubled }: { doubled: readonly number[] }) {
    await sleep(5)
    return { sum: doubled.reduce((total, row) => total + row, 0) }
  },
)
const all = aggregate({ inputs: ['sum'], outputs: ['all'], cachers: [json()], version: 1 })(
  async function all(_: StageContext, __, { sum: sums }: { sum: ByRecord<number> }) {
    await sleep(5)
    return { all: [...sums.values()] }
  },
)
const target = () =>
  all(
    record({}, { name: 'all' }),
    [1, 2, 3].map((k) => sum(double(load(record({ k }, { name: `k${k}` }))))),
  )

describe.each([
  ['in memory', () => memoryStore()],
  ['in files', () => fileStore(temporaryFolder())],
] as const)('of many runs at once on one store %s', (_, makeStore) => {
  test('each gives the values, and what is kept is made once', async () => {
    const store = makeStore()
    const runs = Array.from({ length: 8 }, async () => {
      const mine = target()
      const told = await workbench(store).run(mine)
      return { called: told.called, value: await told.value(mine, 'all') }
    })
    const ended = await Promise.all(runs)
    expect(ended.map(({ value }) => value)).toEqual(ended.map(() => [4, 6, 8]))
    const called = ended.flatMap((each) => each.called)
    const kept = called.filter((name) => name !== 'double').toSorted()
    expect(kept).toEqual(['all', 'load', 'load', 'load', 'sum', 'sum', 'sum'])
    expect((await workbench(store).run(target())).called).toEqual([])
  })

  test('one record object may be the target of all', async () => {
    const store = makeStore()
    const shared = target()
    const ended = await Promise.all(Array.from({ length: 4 }, () => workbench(store).run(shared)))
    for (const told of ended) expect(await told.value(shared, 'all')).toEqual([4, 6, 8])
    expect(ended.flatMap(({ called }) => called).filter((name) => name === 'load')).toHaveLength(3)
  })
})
