import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { collectGarbage, fileStore, verifyStore } from '../../src/store/index.ts'
import { digestOf, execute } from './fixtures/executions.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

const name = digestOf('summary')
const text = 'é 1\n2\n'.repeat(20_000)
let directory: string
let file: string

const withSession = async <Value>(
  readOnly: boolean,
  act: (session: Awaited<ReturnType<ReturnType<typeof fileStore>['open']>>) => Value | Promise<Value>,
): Promise<Value> => {
  const session = await fileStore(directory).open({ readOnly })
  try {
    return await act(session)
  } finally {
    await session.close()
  }
}
const read = (summary = name): Promise<string | undefined> =>
  withSession(true, ({ summaries }) => summaries?.read(summary, 1_000_000))
const write = (summary = name): Promise<void> =>
  withSession(false, ({ summaries }) => summaries?.write(summary, [text]))

beforeEach(async () => {
  directory = join(temporaryFolder(), 'store')
  file = join(directory, 'summaries', name)
  await withSession(false, (session) => execute(session, 'e'))
  await write()
  expect(await read()).toBe(text)
})

test('a summary with any bit that flipped, or with a part missing, is none', async () => {
  const whole = readFileSync(file)
  for (const at of [0, 5, 20, 1000, whole.length >> 1, whole.length - 65, whole.length - 1]) {
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    writeFileSync(file, flipped)
    expect(await read()).toBeUndefined()
  }
  for (const size of [whole.length - 1, 100, 64, 10, 0]) {
    writeFileSync(file, whole)
    truncateSync(file, size)
    expect(await read()).toBeUndefined()
  }
  writeFileSync(file, whole)
  expect(await read()).toBe(text)
})

test('a summary ends with what garbage collection and verify remove, with a rebuilt index, and with a lost one', async () => {
  const session = await fileStore(directory).open({ readOnly: false })
  await execute(session, 'e')
  session.summaries?.write(name, [text])
  await session.close()
  expect(await read()).toBe(text)
  await collectGarbage(directory, { olderThanMs: 0 })
  expect(await read()).toBeUndefined()
  await write()
  unlinkSync(join(directory, 'index-1.sqlite'))
  await withSession(false, () => {})
  expect(await read()).toBeUndefined()
})

test('looking through a sound store leaves its summaries', async () => {
  expect((await verifyStore(directory)).problems).toEqual([])
  await withSession(false, () => {})
  expect(await read()).toBe(text)
})

test('an older summary and index of one’s own do not fit those of another time', async () => {
  const index = join(directory, 'index-1.sqlite')
  const before = { index: readFileSync(index), summary: readFileSync(file) }
  await withSession(false, (session) => execute(session, 'later'))
  await write()
  const after = readFileSync(file)
  writeFileSync(index, before.index)
  for (const ending of ['-wal', '-shm']) rmSync(`${index}${ending}`, { force: true })
  expect(await read()).toBeUndefined()
  writeFileSync(file, before.summary)
  expect(await read()).toBe(text)
  await withSession(false, (session) => execute(session, 'later'))
  writeFileSync(file, after)
  expect(await read()).toBeUndefined()
})

test('garbage collection takes a summary that is a week old', async () => {
  await collectGarbage(directory)
  expect(existsSync(file)).toBe(true)
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 8 * 24 * 3600_000)
  await collectGarbage(directory, { dryRun: true })
  expect(existsSync(file)).toBe(true)
  await collectGarbage(directory)
  expect(existsSync(file)).toBe(false)
  clock.mockRestore()
})

test('garbage collection that removes nothing leaves a summary', async () => {
  await collectGarbage(directory)
  expect(await read()).toBe(text)
})

const dropIndex = (): void => {
  for (const entry of readdirSync(directory))
    if (entry.startsWith('index-') || entry === 'artifacts')
      rmSync(join(directory, entry), { recursive: true })
}

test('a session that saw another index than the one that is there now sums nothing up', async () => {
  const backup = join(temporaryFolder(), 'backup')
  cpSync(directory, backup, { recursive: true })
  const session = await fileStore(directory).open({ readOnly: false })
  await withSession(false, (other) => execute(other, 'later'))
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(await one(session).head(digestOf('key later'))).toBeDefined()
  dropIndex()
  for (const entry of readdirSync(backup))
    if (entry.startsWith('index-')) cpSync(join(backup, entry), join(directory, entry))
  await execute(session, 'own')
  session.summaries?.write(name, ['says later'])
  await session.close()
  expect(await read()).toBeUndefined()
  expect(await withSession(true, (other) => one(other).head(digestOf('key later')))).toBeUndefined()
})

test('an index without a state, as earlier versions made it, gets one and is summed up', async () => {
  const database = new Database(join(directory, 'index-1.sqlite'))
  database.exec("delete from counters where name = 'state'")
  database.close()
  expect(await read()).toBeUndefined()
  await write()
  expect(await read()).toBe(text)
  const session = await fileStore(directory).open({ readOnly: false })
  expect(await one(session).head(digestOf('key e'))).toBeDefined()
  dropIndex()
  await execute(session, 'own')
  session.summaries?.write(name, ['says e'])
  await session.close()
  expect(await read()).toBeUndefined()
})

test('what a session of an earlier version commits, which knows of no state, ends a summary', async () => {
  const database = new Database(join(directory, 'index-1.sqlite'))
  database.exec("update counters set value = value + 1 where name = 'order'")
  database.close()
  expect(await read()).toBeUndefined()
})

test('a summary is written up to 256 MB, and read up to what is asked for', async () => {
  function* endless(): Generator<string> {
    for (let part = 0; part < 300; part++) yield 'x'.repeat(1 << 20)
  }
  await withSession(false, ({ summaries }) => summaries?.write(name, endless()))
  expect(await read()).toBe(text)
  expect(readdirSync(join(directory, 'summaries'))).toEqual([name])
  expect(await withSession(true, ({ summaries }) => summaries?.read(name, text.length))).toBeUndefined()
})

test('summaries of the sixteen pipelines that ran last are kept, and nothing that was left half done', async () => {
  writeFileSync(join(directory, 'summaries', `${name}-1-abc`), 'half')
  for (let at = 0; at < 20; at++) await write(digestOf(`${at}`))
  expect(readdirSync(join(directory, 'summaries'))).toHaveLength(16)
  expect(await read(digestOf('19'))).toBe(text)
})

test('where there can be no summary, runs go on without', async () => {
  rmSync(join(directory, 'summaries'), { recursive: true })
  expect(await read()).toBeUndefined()
  writeFileSync(join(directory, 'summaries'), 'a file')
  await write()
  expect(await read()).toBeUndefined()
  rmSync(join(directory, 'summaries'))
  mkdirSync(file, { recursive: true })
  await write()
  expect(await read()).toBeUndefined()
})

test('a summary that leads elsewhere is not followed into a pipe, and nothing is written outside of the store', async () => {
  unlinkSync(file)
  const elsewhere = temporaryFolder()
  writeFileSync(join(elsewhere, 'target'), 'mine')
  symlinkSync(join(elsewhere, 'target'), file)
  expect(await read()).toBeUndefined()
  await write()
  expect(readFileSync(join(elsewhere, 'target'), 'utf8')).toBe('mine')
  expect(await read()).toBe(text)
  expect(existsSync(join(elsewhere, 'target'))).toBe(true)
})

test('a reader leaves no summary, and changes nothing', async () => {
  await withSession(true, ({ summaries }) => summaries?.write(name, ['other']))
  expect(await read()).toBe(text)
})
