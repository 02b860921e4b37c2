import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileStore, json, plan, record, run, stage, type Store } from 'stagewright'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { collectGarbage, listExecutions, verifyStore } from '../../src/store/index.ts'
import { digestOf, execute, problemsOf } from './fixtures/executions.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

const dayMs = 24 * 3600 * 1000

let directory: string
beforeEach(() => {
  directory = join(temporaryFolder(), 'store')
})
afterEach(() => jest.restoreAllMocks())

const long = 'x'.repeat(100_000)

const load = stage({ name: 'load', outputs: ['data'], cachers: [json()], version: '1' })(() => ({
  data: long,
}))
const fit = stage({ name: 'fit', inputs: ['data'], outputs: ['model'], cachers: [json()], version: '1' })(
  ({ params }: { params: { k: number } }, { data }: { data: string }) => ({ model: data.length + params.k }),
)
const targetOf = (k: number) => fit(load(record({ k }, { name: `k=${k}` })))
const store = () => fileStore(directory)

const calls = async (...targets: readonly ReturnType<typeof targetOf>[]): Promise<readonly string[]> =>
  (await run([...targets], { store: store() })).steps
    .filter(({ outcome }) => outcome === 'ran')
    .map(({ stage: name, record: of }) => `${name}@${of}`)

const told = ({ stage: name, record: of }: { readonly stage: string; readonly record: string }): string =>
  `${name}@${of}`

test('what was made of something that goes is still reused, and only what goes is made again when it is needed', async () => {
  await calls(targetOf(1))
  const report = await collectGarbage(directory, {
    olderThanMs: 0,
    keep: ({ stage: name }) => name === 'fit',
  })
  expect([report.removed, report.emptied.map(told), report.kept]).toEqual([[], ['load@k=1'], 1])
  expect(report.bytesRemoved).toBe(JSON.stringify(long).length)
  expect(existsSync(join(directory, 'artifacts', 'load'))).toBe(false)
  expect((await verifyStore(directory)).problems).toEqual([])
  expect(await calls(targetOf(1))).toEqual([])
  expect((await plan(targetOf(2), { store: store() })).toString()).toContain("artifact 'data' is missing")
  expect(await calls(targetOf(2))).toEqual(['load@k=2', 'fit@k=2'])
  expect(await calls(targetOf(1), targetOf(2))).toEqual([])
  expect((await collectGarbage(directory, { olderThanMs: 0 })).kept).toBe(0)
})

test('what no plan of the experiments given would look up is removed, and nothing where one of them fails', async () => {
  await calls(targetOf(1), targetOf(2), targetOf(3))
  const unreachableFrom = [2, 3].map((k) => (of: Store) => plan(targetOf(k), { store: of }))
  const broken = () => Promise.reject(new Error('It does not load.'))
  await expect(collectGarbage(directory, { unreachableFrom: [...unreachableFrom, broken] })).rejects.toThrow(
    'It does not load.',
  )
  expect(await listExecutions(directory)).toHaveLength(4)
  const dry = await collectGarbage(directory, { unreachableFrom, dryRun: true })
  expect(await listExecutions(directory)).toHaveLength(4)
  const report = await collectGarbage(directory, { unreachableFrom })
  expect(report).toEqual(dry)
  expect([report.removed.map(told), report.kept]).toEqual([['fit@k=1'], 3])
  expect(await calls(targetOf(2), targetOf(3))).toEqual([])
})

test('what a run used lately outlives what nobody used', async () => {
  const now = jest.spyOn(Date, 'now')
  const day = (at: number): void => void now.mockReturnValue(1_700_000_000_000 + at * dayMs)
  day(0)
  await calls(targetOf(1), targetOf(2))
  day(10)
  expect(await calls(targetOf(2))).toEqual([])
  day(12)
  const dry = await collectGarbage(directory, { unusedForMs: 5 * dayMs, dryRun: true })
  expect([dry.removed.map(told), dry.kept]).toEqual([['fit@k=1'], 2])
  const report = await collectGarbage(directory, { maxBytes: JSON.stringify(long).length + 6 })
  expect([report.removed.map(told), report.kept]).toEqual([['fit@k=1'], 2])
  day(20)
  expect((await collectGarbage(directory, { unusedForMs: 5 * dayMs })).kept).toBe(0)
})

test('a run that uses what the run before it used notes that once a day', async () => {
  const names = Array.from({ length: 20 }, (_, at) => `e-${at}`)
  const use = async (): Promise<void> => {
    const session = await store().open({ readOnly: false })
    for (const name of names) await one(session).trace(digestOf(`key ${name}`))
    await session.close()
  }
  const session = await store().open({ readOnly: false })
  for (const name of names) await execute(session, name)
  await session.close()
  await use()
  const before = statSync(join(directory, 'index-1.sqlite')).mtimeMs
  await use()
  expect(statSync(join(directory, 'index-1.sqlite')).mtimeMs).toBe(before)
})

test('the index gets smaller when what it held is gone', async () => {
  const session = await store().open({ readOnly: false })
  await Promise.all(Array.from({ length: 600 }, (_, at) => execute(session, `e-${at}`)))
  await session.close()
  const path = join(directory, 'index-1.sqlite')
  const before = statSync(path).size
  await collectGarbage(directory, { olderThanMs: 0, keep: ({ record: of }) => of === 'e-7' })
  expect(statSync(path).size).toBeLessThan(before / 10)
  const again = await store().open({ readOnly: true })
  expect(await problemsOf(again, 'e-7')).toEqual([])
  await again.close()
})

test('folders that no execution names are removed when they are an hour old, and documents of runs stay', async () => {
  const session = await store().open({ readOnly: false })
  await execute(session, 'e-2')
  await session.close()
  mkdirSync(join(directory, 'artifacts', 'work', 'abandoned'))
  mkdirSync(join(directory, 'runs'))
  writeFileSync(join(directory, 'runs', 'run.json.gz'), 'a run')
  mkdirSync(join(directory, 'extracted'), { recursive: true })
  for (const name of ['old', 'young']) writeFileSync(join(directory, 'extracted', name), name)
  await collectGarbage(directory)
  expect(existsSync(join(directory, 'artifacts', 'work', 'abandoned'))).toBe(true)
  const past = new Date(Date.now() - 2 * dayMs)
  utimesSync(join(directory, 'extracted', 'old'), past, past)
  const later = Date.now() + 2 * 3600_000
  jest.spyOn(Date, 'now').mockReturnValue(later)
  await collectGarbage(directory, { olderThanMs: 0, keep: () => true })
  expect(readdirSync(join(directory, 'artifacts', 'work'))).toHaveLength(1)
  expect(readdirSync(join(directory, 'runs'))).toEqual(['run.json.gz'])
  expect(readdirSync(join(directory, 'extracted')).toSorted()).toEqual(['old', 'young'])
  jest.spyOn(Date, 'now').mockReturnValue(later + dayMs)
  await collectGarbage(directory, { olderThanMs: 0, keep: () => true })
  expect(readdirSync(join(directory, 'extracted'))).toEqual([])
  expect((await verifyStore(directory)).problems).toEqual([])
})

test('what a run was given a path to stays until that run ends, whatever is collected meanwhile', async () => {
  const session = await store().open({ readOnly: false })
  await execute(session, 'e-2')
  await execute(session, 'e-3')
  const stored = (await one(session).latest('work', 9))
    .flatMap(({ outputs }) => outputs.flatMap((output) => output.stored ?? []))
    .find(({ location }) => location.startsWith('file:'))
  if (stored === undefined) throw new Error('It is there.')
  const path = (await session.path?.(stored)) ?? ''
  for (let round = 0; round < 2; round++) {
    await collectGarbage(directory, { olderThanMs: -1 })
    expect(statSync(path).size).toBe(stored.size)
  }
  expect(await listExecutions(directory)).toHaveLength(1)
  await session.close()
  await collectGarbage(directory, { olderThanMs: -1 })
  expect(existsSync(path)).toBe(false)
})
