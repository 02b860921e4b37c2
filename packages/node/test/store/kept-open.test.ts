import { cpSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StoreSession } from '@stagewright/core'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { loadSqlite } from '../../src/store/index/connection.ts'
import { fileStore, verifyStore } from '../../src/store/index.ts'
import { layoutOf } from '../../src/store/layout.ts'
import { openSession } from '../../src/store/session.ts'
import { digestOf, execute } from './fixtures/executions.ts'
import { runScript } from './run-script.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

const listenersBefore = process.listenerCount('exit')
let folder: string
let directory: string
afterEach(() => fileStore(directory).close())
beforeEach(() => {
  folder = temporaryFolder()
  directory = join(folder, 'store')
})
const index = () => join(directory, 'index-1.sqlite')

const within = async <Value>(
  act: (session: StoreSession) => Value | Promise<Value>,
  readOnly = false,
): Promise<Value> => {
  const session = await fileStore(directory).open({ readOnly })
  try {
    return await act(session)
  } finally {
    await session.close()
  }
}
const holds = (name: string, readOnly = false) =>
  within(async (session) => (await one(session).head(digestOf(`key ${name}`))) !== undefined, readOnly)

/** A process closes what it has open when it ends. On Node 20, libsql gives a file back when its memory is collected. */
const isOpen = () => process.listenerCount('exit') > listenersBefore

/** Open files of this process whose paths begin so. */
const openFiles = (path: string): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(path)
    } catch {
      return false
    }
  }).length

/** A session beside those of this process, as another process has one. */
const elsewhere = async (act: (session: StoreSession) => Promise<unknown>): Promise<void> => {
  const session = await openSession({
    layout: layoutOf(directory),
    open: await loadSqlite(),
    readOnly: false,
    durability: 'fast',
  })
  await act(session)
  await session.close()
}

test('a process opens a store once, however often it is made and used', async () => {
  await within((session) => execute(session, 'e-1'))
  const before = openFiles(index())
  for (let time = 0; time < 20; time++) {
    await within((session) => execute(session, `again ${time}`))
    expect(await holds('e-1', true)).toBe(true)
  }
  expect(openFiles(index())).toBe(before)
})

test('sessions that are open at once see what each commits, and that others saved', async () => {
  const [own, other] = [
    await fileStore(directory).open({ readOnly: false }),
    await fileStore(directory).open({ readOnly: false }),
  ]
  await execute(own, 'e-1')
  expect(await one(other).head(digestOf('key e-1'))).toBeDefined()
  expect(await other.claim(digestOf('a'))).toMatchObject({ isTaken: true, othersSaved: true })
  expect(await own.claim(digestOf('b'))).toMatchObject({ isTaken: true, othersSaved: false })
  await own.close()
  await execute(other, 'e-2')
  await other.close()
  await expect(execute(own, 'late')).rejects.toThrow('is closed.')
  expect(await holds('e-2')).toBe(true)
})

test('what another process commits between two sessions is seen by the next one', async () => {
  await within((session) => execute(session, 'e-1'))
  expect(await holds('e-2')).toBe(false)
  await elsewhere((session) => execute(session, 'e-2'))
  expect(await holds('e-2')).toBe(true)
})

test('a session leaves all that was committed in the index, whose log is empty', async () => {
  await within((session) => execute(session, 'e-1'))
  expect(readFileSync(`${index()}-wal`)).toHaveLength(0)
  const copy = join(folder, 'copy')
  cpSync(directory, copy, { recursive: true })
  expect((await verifyStore(copy)).problems).toEqual([])
})

test('a folder that was deleted while nobody used the store is made anew', async () => {
  await within((session) => execute(session, 'e-1'))
  rmSync(directory, { recursive: true })
  expect(await holds('e-1')).toBe(false)
  await within((session) => execute(session, 'e-2'))
  expect(await holds('e-2')).toBe(true)
})

test('a folder that was replaced shows what is in the new one, and the old one stays whole', async () => {
  await within((session) => execute(session, 'new'))
  const [old, fresh] = [join(folder, 'old'), join(folder, 'fresh')]
  renameSync(directory, fresh)
  await within((session) => execute(session, 'old'))
  renameSync(directory, old)
  renameSync(fresh, directory)
  expect([await holds('new'), await holds('old')]).toEqual([true, false])
  await within((session) => execute(session, 'newer'))
  await fileStore(directory).close()
  for (const store of [directory, old]) expect((await verifyStore(store)).problems).toEqual([])
})

test('an index that was restored in its place shows what is in it', async () => {
  await within((session) => execute(session, 'e-1'))
  const before = readFileSync(index())
  await within((session) => execute(session, 'e-2'))
  writeFileSync(index(), before)
  expect([await holds('e-1'), await holds('e-2')]).toEqual([true, false])
  await within((session) => execute(session, 'e-3'))
  await fileStore(directory).close()
  expect((await verifyStore(directory)).problems).toEqual([])
})

test('a later version that comes while the store is open is refused by the next session', async () => {
  await within((session) => execute(session, 'e-1'))
  writeFileSync(join(directory, 'format.json'), '{"format":"stagewright-store","version":99}')
  await expect(fileStore(directory).open({ readOnly: false })).rejects.toThrow(
    'a later version of Stagewright',
  )
})

test('a store that nobody uses closes its files by itself', async () => {
  await within((session) => execute(session, 'e-1'))
  expect(isOpen()).toBe(true)
  await sleep(1500)
  expect(isOpen()).toBe(false)
  expect(await holds('e-1')).toBe(true)
})

test('close() closes the files at once, and a store that is used again opens them again', async () => {
  const store = fileStore(directory)
  await within((session) => execute(session, 'e-1'))
  await store.close()
  expect(isOpen()).toBe(false)
  expect(await holds('e-1')).toBe(true)
  await store.close()
  await store.close()
})

test('close() while a session is open lets it end', async () => {
  const session = await fileStore(directory).open({ readOnly: false })
  await fileStore(directory).close()
  await execute(session, 'e-1')
  await session.close()
  expect(isOpen()).toBe(false)
  expect(await holds('e-1')).toBe(true)
})

test('await using closes a store at the end of its block', async () => {
  {
    await using store = fileStore(directory)
    const session = await store.open({ readOnly: false })
    await execute(session, 'e-1')
    await session.close()
  }
  expect(isOpen()).toBe(false)
})

test('a process that ends leaves no log behind', async () => {
  await runScript('pipeline-runner', directory, '2').ended
  expect(readdirSync(directory).filter((name) => /-(?:wal|shm)$/u.test(name))).toEqual([])
})
