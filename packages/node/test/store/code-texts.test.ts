import { join } from 'node:path'
import type { StoreSession } from '@stagewright/core'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { loadSqlite } from '../../src/store/index/connection.ts'
import { collectGarbage, fileStore, type FileStoreOptions } from '../../src/store/index.ts'
import { layoutOf } from '../../src/store/layout.ts'
import { openSession } from '../../src/store/session.ts'
import { digestOf, traceFor } from './fixtures/executions.ts'

let directory: string
beforeEach(() => {
  directory = join(temporaryFolder(), 'store')
})

const writing = (options?: FileStoreOptions): Promise<StoreSession> =>
  fileStore(directory, options).open({ readOnly: false })

/** Executes something whose code has these parts; their names stand for their digests. */
const execute = async (
  session: StoreSession,
  name: string,
  texts: ReadonlyMap<string, string>,
  startedAt = Date.now(),
): Promise<readonly string[]> => {
  const asked: string[] = []
  const trace = traceFor(name, [])
  const byDigest = new Map([...texts].map(([part, text]) => [digestOf(part), text]))
  const draft = session.draft({
    stage: 'work',
    record: name,
    key: trace.key,
    partText: (part) => {
      asked.push(part)
      return byDigest.get(part)
    },
  })
  const parts = Object.fromEntries([...texts.keys()].map((part) => [part, digestOf(part)]))
  await draft.commit({ ...trace, code: digestOf([...texts.keys()].join()), parts, startedAt })
  return asked
}

const read = async (session: StoreSession, ...parts: readonly string[]): Promise<readonly unknown[]> => {
  const found = await session.codeTexts?.(parts.map(digestOf))
  return parts.map((part) => found?.get(digestOf(part)))
}

/** What a session of its own reads. */
const readAgain = async (...parts: readonly string[]): Promise<readonly unknown[]> => {
  const session = await fileStore(directory).open({ readOnly: true })
  const texts = await read(session, ...parts)
  await session.close()
  return texts
}

const scale = new Map([['helper scale', 'x => x * 2']])

test('the text of a part is stored with the execution that has it, and asked for once', async () => {
  const session = await writing()
  expect(await execute(session, 'a', scale)).toEqual([digestOf('helper scale')])
  const more = new Map([...scale, ['function fit', 'é => scale(é)']])
  expect(await execute(session, 'b', more)).toEqual([digestOf('function fit')])
  expect(await read(session, 'helper scale', 'function fit', 'helper other')).toEqual([
    'x => x * 2',
    'é => scale(é)',
    undefined,
  ])
  await session.close()
  expect(await readAgain('function fit')).toEqual(['é => scale(é)'])
})

test('a store that keeps no code stores no text, and shows those that are there', async () => {
  const keeping = await writing()
  await execute(keeping, 'a', scale)
  await keeping.close()
  const session = await writing({ keepCode: false })
  expect(await execute(session, 'b', new Map([['function fit', 'y => y']]))).toEqual([])
  expect(await read(session, 'helper scale', 'function fit')).toEqual(['x => x * 2', undefined])
  await session.close()
})

test('texts of code are collected with the last execution that has them', async () => {
  const session = await writing()
  await execute(session, 'old', new Map([...scale, ['function fit', 'y => y']]), Date.now() - 90_000)
  await execute(session, 'new', scale)
  await session.close()
  await collectGarbage(directory, { olderThanMs: 60_000 })
  expect(await readAgain('helper scale', 'function fit')).toEqual(['x => x * 2', undefined])
  const again = await writing()
  await execute(again, 'third', new Map([['function fit', 'y => y']]))
  expect(await read(again, 'function fit')).toEqual(['y => y'])
  await again.close()
})

test('a text of more than 64 KB is not stored, and of more than 16 MB together the oldest go', async () => {
  const session = await writing()
  const size = 60_000
  await execute(session, 'one', new Map([['long', 'x'.repeat(70_000)], ...scale]))
  const many = Array.from({ length: 300 }, (_, at) => [`part ${at}`, `${at} `.padEnd(size, 'x')] as const)
  await execute(session, 'many', new Map(many))
  const [long, first, last] = await read(session, 'long', 'helper scale', 'part 299')
  expect([long, first]).toEqual([undefined, undefined])
  expect(last).toHaveLength(size)
  const left = (await read(session, ...many.map(([part]) => part))).filter((text) => text !== undefined)
  expect(left.length * size).toBeLessThan(17_000_000)
  expect(left.length).toBeGreaterThan(100)
  await session.close()
})

test('texts of code survive when a damaged index is rebuilt', async () => {
  const before = await writing()
  await execute(before, 'a', scale)
  await before.close()
  const session = await openSession({
    layout: layoutOf(directory),
    open: await loadSqlite(),
    readOnly: false,
    durability: 'fast',
  })
  await session.rebuild()
  expect(await read(session, 'helper scale')).toEqual(['x => x * 2'])
  await session.close()
})
