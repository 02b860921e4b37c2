import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { collectGarbage, fileStore, listExecutions, verifyStore } from '../../src/store/index.ts'
import { digestOf, execute, expectedOutputs, problemsOf } from './fixtures/executions.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

let directory: string
beforeEach(() => {
  directory = join(temporaryFolder(), 'store')
})

const names = Array.from({ length: 20 }, (_, at) => `e-${at}`)

const fill = async (): Promise<void> => {
  const session = await fileStore(directory).open({ readOnly: false })
  for (const name of names) await execute(session, name)
  await session.close()
}

const foldersOf = (): readonly string[] =>
  existsSync(join(directory, 'artifacts', 'work')) ? readdirSync(join(directory, 'artifacts', 'work')) : []

test('executions are listed newest first, and can be chosen by stage, record, key and number', async () => {
  expect(await listExecutions(directory)).toEqual([])
  await fill()
  const records = async (filter: Parameters<typeof listExecutions>[1]): Promise<readonly string[]> =>
    (await listExecutions(directory, filter)).map(({ trace }) => trace.record)
  expect(await records({})).toEqual(names.toReversed())
  expect(await records({ limit: 2 })).toEqual(['e-19', 'e-18'])
  expect(await records({ record: 'e-7' })).toEqual(['e-7'])
  expect(await records({ key: digestOf('key e-4').slice(0, 10) })).toEqual(['e-4'])
  expect(await records({ stage: 'other' })).toEqual([])
})

test('what was replaced is listed as history only, and is garbage', async () => {
  await fill()
  const before = foldersOf().length
  const session = await fileStore(directory).open({ readOnly: false })
  for (const name of names) await execute(session, name)
  await session.close()
  expect(await listExecutions(directory)).toHaveLength(20)
  expect(await listExecutions(directory, { history: true })).toHaveLength(40)
  const dry = await collectGarbage(directory, { dryRun: true })
  expect([dry.removed.length, dry.kept]).toEqual([20, 20])
  expect(foldersOf()).toHaveLength(2 * before)
  const report = await collectGarbage(directory)
  expect(report).toEqual(dry)
  expect(foldersOf()).toHaveLength(before)
  expect(await listExecutions(directory, { history: true })).toHaveLength(20)
  const again = await fileStore(directory).open({ readOnly: true })
  for (const name of names) expect(await problemsOf(again, name)).toEqual([])
  await again.close()
  expect((await verifyStore(directory)).problems).toEqual([])
})

test('garbage is collected by age and by size, the oldest first, and never what is to be kept', async () => {
  await fill()
  expect((await collectGarbage(directory, { olderThanMs: 60_000 })).removed).toEqual([])
  const sizes = names.map((name) =>
    [...expectedOutputs(name).values()].reduce((sum, { length }) => sum + length, 0),
  )
  const first = sizes[0] ?? 0
  const maxBytes = first + sizes.slice(-5).reduce((sum, size) => sum + size, 0)
  const report = await collectGarbage(directory, { maxBytes, keep: ({ record }) => record === 'e-0' })
  expect(report.bytesKept).toBe(maxBytes)
  expect(report.removed.map(({ record }) => record)).toEqual(names.slice(1, -5))
  expect(report.removed[0]).toMatchObject({
    stage: 'work',
    run: 'run',
    key: digestOf('key e-1'),
    bytes: sizes[1],
  })
  const left = (await listExecutions(directory)).map(({ trace }) => trace.record)
  expect(left).toEqual([...names.slice(-5).toReversed(), 'e-0'])
  const all = await collectGarbage(directory, { olderThanMs: 0 })
  expect([all.removed.length, all.kept]).toEqual([6, 0])
  expect(foldersOf()).toEqual([])
  const session = await fileStore(directory).open({ readOnly: false })
  expect(await one(session).readSets(digestOf('base e-19'))).toEqual([])
  await execute(session, 'e-19')
  expect(await problemsOf(session, 'e-19')).toEqual([])
  await session.close()
})

test('collecting everything while others write loses nothing that they finish after it', async () => {
  await fill()
  const session = await fileStore(directory).open({ readOnly: false })
  const more = Array.from({ length: 60 }, (_, at) => `more-${at}`)
  const writing = (async () => {
    for (const name of more) await execute(session, name)
  })()
  for (let round = 0; round < 5; round++)
    await collectGarbage(directory, { keep: ({ record }) => record.startsWith('more') })
  await writing
  for (const name of more) expect(await problemsOf(session, name)).toEqual([])
  await session.close()
})

test('a store that is not there has no problems, nothing to list and no garbage', async () => {
  expect(await verifyStore(directory)).toEqual({ executions: 0, artifacts: 0, bytes: 0, problems: [] })
  expect(await collectGarbage(directory)).toEqual({
    removed: [],
    emptied: [],
    kept: 0,
    bytesRemoved: 0,
    bytesKept: 0,
  })
  expect(existsSync(directory)).toBe(false)
})
