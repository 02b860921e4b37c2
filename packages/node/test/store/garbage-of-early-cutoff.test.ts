import { join } from 'node:path'
import { json, record, stage, type StageContext, type Target } from '@stagewright/core'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { nodeEngine } from '../../src/engine.ts'
import { collectGarbage, fileStore } from '../../src/store/index.ts'

const { plan, run } = nodeEngine()
const calls: string[] = []
beforeEach(() => (calls.length = 0))

/** `load` makes the same rows whatever its version and its record's `seed`. */
const load = (version: number) =>
  stage({ name: 'load', outputs: ['rows'], cachers: [json()], version })(() => {
    calls.push('load')
    return { rows: [1, 2, 3] }
  })
const train = stage({ name: 'train', inputs: ['rows'], outputs: ['model'], cachers: [json()], version: 1 })((
  _: StageContext,
  { rows }: { rows: number[] },
) => {
  calls.push('train')
  return { model: rows.length }
})
const score = stage({ name: 'score', inputs: ['model'], outputs: ['score'], cachers: [json()], version: 1 })((
  _: StageContext,
  { model }: { model: number },
) => {
  calls.push('score')
  return { score: model }
})
const chain = (version: number, ...names: readonly string[]): Target =>
  names.map((name) => score(train(load(version)(record({}, { name })))))

const collectFrom = (directory: string, ...targets: readonly Target[]) =>
  collectGarbage(directory, {
    unreachableFrom: targets.map((target) => (store) => plan(target, { store })),
  })

test('what early cutoff could find under an input that is not known yet stays', async () => {
  const directory = join(temporaryFolder(), 'store')
  const store = fileStore(directory)
  await run(chain(1, 'a'), { store })
  await collectFrom(directory, chain(2, 'a'))
  calls.length = 0
  await run(chain(2, 'a'), { store })
  expect(calls).toEqual(['load'])
})

test('so does what was executed for another record, and is shared', async () => {
  const directory = join(temporaryFolder(), 'store')
  const store = fileStore(directory)
  await run(chain(1, 'a', 'b'), { store })
  await collectFrom(directory, chain(2, 'b'))
  calls.length = 0
  await run(chain(2, 'b'), { store })
  expect(calls).toEqual(['load'])
})

test('what no step of the plan could find goes', async () => {
  const directory = join(temporaryFolder(), 'store')
  const store = fileStore(directory)
  await run(chain(1, 'a'), { store })
  const other = stage({ name: 'other', outputs: ['x'], cachers: [json()], version: 1 })(() => ({ x: 1 }))
  await run(other(record({}, { name: 'a' })), { store })
  const { removed } = await collectFrom(directory, chain(2, 'a'))
  expect(removed.map(({ stage: name }) => name)).toEqual(['other'])
})

test('a step whose last execution was removed runs for the first time, as far as the store knows', async () => {
  const directory = join(temporaryFolder(), 'store')
  const store = fileStore(directory)
  await run(chain(1, 'a'), { store })
  await collectGarbage(directory, { olderThanMs: -1000 })
  const { steps } = await plan(chain(1, 'a'), { store })
  expect(steps.map(({ explanation }) => explanation)).toEqual(Array(3).fill('first run'))
})
