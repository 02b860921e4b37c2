import {
  collectGarbage,
  each,
  fold,
  fileStore,
  json,
  list,
  type List,
  pipeline,
  plan,
  record,
  run,
  stage,
  verifyStore,
} from 'stagewright'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { calledIn, workbench } from '../../../core/test/support/workbench.ts'

const large = 'x'.repeat(100_000)

const split = stage({ outputs: ['words'], cachers: [list(json())] })(function split({
  params,
}: {
  params: { words: readonly string[] }
}) {
  return { words: params.words }
})
const double = stage({ inputs: ['word'], outputs: ['twice'], cachers: [json()] })(function double(
  _,
  { word }: { word: string },
) {
  return { twice: word + word }
})
const count = stage({ inputs: ['twice'], outputs: ['total'], cachers: [json()] })(async function count(
  _,
  { twice }: { twice: List<string> },
) {
  let total = 0
  for await (const word of twice) total += word.length
  return { total }
})
const all = pipeline(split, each({ over: 'words', as: 'word' })(double), count)
const of = (...words: readonly string[]) => all(record({ words }, { name: 'r' }))
const day = 24 * 3600_000

it('keeps what a plan can reuse: lists, their items, small and large, and what was made of them', async () => {
  const directory = temporaryFolder()
  const store = fileStore(directory)
  const words = ['a', 'b', large]
  await run(of(...words), { store })
  await run(of('gone', 'b', large), { store })
  await run(of(...words), { store })
  const report = await collectGarbage(directory, {
    unreachableFrom: [(at) => plan(of(...words), { store: at })],
  })
  expect(report.removed.map(({ stage: name }) => name).toSorted()).toEqual([
    'count',
    'double',
    'each(words).twice',
  ])
  // It made items that are still used, and is remembered for them.
  expect(report.emptied.map(({ stage: name }) => name)).toEqual(['split'])
  expect((await verifyStore(directory)).problems).toEqual([])
  const { run: again } = workbench(store)
  const target = of(...words)
  const result = await again(target)
  expect(result.called).toEqual([])
  expect((await (await result.value(target, 'twice')).toArray()).map(({ length }) => length)).toEqual([
    2, 2, 200_000,
  ])
  expect((await (await result.value(target, 'words')).toArray()).map(({ length }) => length)).toEqual([
    1, 1, 100_000,
  ])
})

it('keeps what was made of items while their list is not known', async () => {
  const directory = temporaryFolder()
  const store = fileStore(directory)
  await run(of('a', 'b'), { store })
  await collectGarbage(directory, { unreachableFrom: [(at) => plan(of('b', 'c'), { store: at })] })
  const { run: again } = workbench(store)
  expect(calledIn(await again(of('b', 'c'))).filter((name) => name === 'double')).toEqual(['double'])
})

it('keeps the items of a list that stays, though what made them goes', async () => {
  const directory = temporaryFolder()
  const store = fileStore(directory)
  const target = of('a', large)
  await run(target, { store })
  const report = await collectGarbage(directory, {
    olderThanMs: -day,
    keep: ({ stage: name }) => name === 'each(words).twice' || name === 'count',
  })
  expect(report.emptied.map(({ stage: name }) => name).toSorted()).toEqual(['double', 'double', 'split'])
  const result = await run(target, { store })
  expect((await (await result.value(target, 'twice')).toArray()).map(({ length }) => length)).toEqual([
    2, 200_000,
  ])
})

it('removes the items of a list that goes', async () => {
  const directory = temporaryFolder()
  const store = fileStore(directory)
  await run(of('a', 'b'), { store })
  const report = await collectGarbage(directory, { olderThanMs: -day })
  expect(report.kept).toBe(0)
  const held = await verifyStore(directory)
  expect(held).toMatchObject({ executions: 0, artifacts: 0, bytes: 0 })
  expect(report.bytesRemoved).toBeGreaterThan(0)
})

it('keeps what a fold combined of the parts of its list, and nothing of what the list was before', async () => {
  const join = fold({ inputs: ['words'], outputs: ['all'], cachers: [json()], name: 'join' })(
    { concat: (a: string, b: string) => `${a} ${b}`, empty: '' },
    (word: string) => word,
  )
  const joined = (words: readonly string[]) => pipeline(split, join)(record({ words }, { name: 'r' }))
  const words = Array.from({ length: 64 }, (_, index) => `word ${index}`)
  const directory = temporaryFolder()
  const store = fileStore(directory)
  await run(joined(words.with(20, 'before')), { store })
  await run(joined(words), { store })
  const report = await collectGarbage(directory, {
    unreachableFrom: [(at) => plan(joined(words), { store: at })],
  })
  const gone = report.removed.filter(({ stage: name }) => name === 'join')
  expect(gone.length).toBeGreaterThan(4)
  expect(gone.length).toBeLessThan(40)
  expect((await verifyStore(directory)).problems).toEqual([])
  const { run: again } = workbench(store)
  expect((await again(joined(words))).called).toEqual([])
  const { called } = await again(joined([...words, 'more']))
  expect(called.filter((name) => name === 'join').length).toBeLessThan(20)
})
