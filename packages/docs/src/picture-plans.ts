import { chain } from '@stagewright/examples/docs/skipping'
import { load, smooth } from '@stagewright/examples/docs/recipes'
import {
  aggregate,
  type ByRecord,
  fork,
  json,
  memoryStore,
  type Plan,
  plan,
  record,
  run,
  type StageContext,
} from 'stagewright'

/** The plans that the pages show, by the picture's name. */
export const picturePlans = async (): Promise<ReadonlyMap<string, Plan>> =>
  new Map([...(await plansOfChain()), ...(await plansOfSweep())])

const plansOfChain = async (): Promise<[string, Plan][]> => {
  const store = memoryStore()
  const items = chain(record({ size: 3, word: 'items' }, { name: 'items' }))
  const first = await plan(items, { store })
  await run(items, { store })
  const things = chain(record({ size: 3, word: 'things' }, { name: 'things' }))
  return [
    ['first-run', first],
    ['word-changed', await plan(things, { store })],
    ['nothing-changed', await plan(items, { store })],
    ['load-overwritten', await plan(items, { store, overwrite: ['load'] })],
  ]
}

const total = aggregate({ name: 'total', inputs: ['smoothed'], outputs: ['total'], cachers: [json()] })(
  (_: StageContext, _records, { smoothed }: { smoothed: ByRecord<readonly number[]> }) => ({
    total: [...smoothed.values()].flat().reduce((sum, value) => sum + value, 0),
  }),
)

/** Three windows, and then another in the place of the last. */
const plansOfSweep = async (): Promise<[string, Plan][]> => {
  const store = memoryStore()
  const loaded = load(record({ size: 1000 }, { name: 'numbers' }))
  const sweep = (windows: readonly number[]) =>
    total(
      record({}, { name: 'all' }),
      windows.map((window) => smooth(fork(loaded, { window, weight: 1 }, { name: `window ${window}` }))),
    )
  await run(sweep([3, 5, 9]), { store })
  return [['window-changed', await plan(sweep([3, 5, 11]), { store })]]
}
