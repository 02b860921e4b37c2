import { execFileSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import type { StoreSession } from '@stagewright/core'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { fileStore, listExecutions, verifyStore } from '../../src/store/index.ts'
import { parseExecution } from '../../src/store/index/rows.ts'
import { sidecarText } from '../../src/store/artifacts/sidecar.ts'
import { digestOf, execute, problemsOf, traceFor } from './fixtures/executions.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

let folder: string
let directory: string
beforeEach(() => {
  folder = temporaryFolder()
  directory = join(folder, 'store')
})

const open = (readOnly = false): Promise<StoreSession> => fileStore(directory).open({ readOnly })

const fill = async (...names: readonly string[]): Promise<void> => {
  const session = await open()
  for (const name of names) await execute(session, name)
  await session.close()
}

/** Changes the index as somebody would who wants to do harm. */
const craft = (sql: string): void => {
  const database = new Database(join(directory, 'index-1.sqlite'))
  database.exec(sql)
  database.close()
}

const names = ['e-1', 'e-2', 'e-3', 'e-4']
const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n)'

test.each([
  [
    'a view that never ends in place of a table',
    `alter table executions rename to x; create view executions as ${endless} select i as id, 1 as key, 1 as stage, '' as proof, '' as body from n`,
  ],
  [
    'a trigger that writes what nobody asked for',
    `create trigger t after insert on executions begin delete from blobs; end`,
  ],
  [
    'a trigger that never ends',
    `create trigger t before insert on executions begin select count(*) from (${endless} select i from n); end`,
  ],
  ['another table', 'create table other (id integer primary key)'],
  ['a table that lacks a column', 'alter table executions drop column proof'],
])(
  'an index that holds %s is replaced, and nothing of it is carried out',
  async (_, sql) => {
    await fill(...names)
    craft(sql)
    const reading = await open(true)
    expect(await one(reading).trace(digestOf('key e-1'))).toBeUndefined()
    await reading.close()
    await fill('new')
    const session = await open()
    expect(await problemsOf(session, 'new')).toEqual([])
    await session.close()
    expect((await verifyStore(directory)).problems).toEqual([])
    expect(
      readdirSync(directory).filter((name) => name.endsWith('.sqlite') && name.startsWith('index')),
    ).toEqual(['index-2.sqlite'])
  },
  20_000,
)

test.each(['format.json', 'index-1.sqlite', 'artifacts'])(
  'a store with a pipe in place of %s is refused instead of waited for',
  async (name) => {
    await fill('e-2', 'e-3')
    rmSync(join(directory, name), { recursive: true })
    execFileSync('mkfifo', [join(directory, name)])
    for (const readOnly of [true, false])
      await expect(open(readOnly)).rejects.toThrow(
        `cannot be opened: it holds a pipe or device (${name}), which a store never does.`,
      )
  },
)

test('a blob of another size than its trace says is not read into memory', async () => {
  await fill('e-1')
  craft('update blobs set bytes = zeroblob(150000000)')
  const session = await open()
  const before = process.memoryUsage.rss()
  for (const { stored } of (await one(session).trace(digestOf('key e-1')))?.outputs ?? []) {
    if (stored === undefined || !stored.location.startsWith('db:')) continue
    await expect(session.read(stored)).rejects.toMatchObject({ problem: 'corrupt' })
    expect(await one(session).holds(stored)).toBe(false)
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000)
  await session.close()
}, 30_000)

const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`

test.each([
  ['deep', (body: string) => body.replace('],[],', `],[["a",0,0,${deep}]],`)],
  ['deep in its head', (body: string) => body.replace('"run"', deep)],
  ['polluting', (body: string) => body.replace('],[],', '],[["a",0,0,{"__proto__":{"polluted":true}}]],')],
  ['polluting in its head', (body: string) => body.replace('"run"', '{"__proto__":{"polluted":true}}')],
  ['of another shape', (body: string) => body.replace(/"work"|\[\d+,\d+\]/, '{"0":1}')],
  [
    'with a location that leads out',
    (body: string) => body.replace(/"db:\d+\.txt"/, '"file:../../etc/passwd"'),
  ],
  ['of a time that no calendar has', (body: string) => body.replace(/,\d{13},/, ',1e300,')],
  ['with an endless size', (body: string) => body.replace(/,20,"text"/, ',1e308,"text"')],
  ['with a negative size', (body: string) => body.replace(/,20,"text"/, ',-1,"text"')],
  ['with a huge size', (body: string) => body.replace(/,20,"text"/, ',9007199254740993,"text"')],
])('a row with a right proof and a body that is %s does no harm', async (_, change) => {
  await fill('e-4')
  const database = new Database(join(directory, 'index-1.sqlite'))
  const [id, key, stage, proof, body] = database
    .prepare('select id, key, stage, proof, body from executions')
    .raw()
    .get([]) as readonly [number, number, number, string, string]
  const parsed = parseExecution([id, key, stage, proof, body].join('\t'))
  expect(parsed).toBeDefined()
  const changed = change(body)
  expect(changed).not.toBe(body)
  const crafted = withRightHead(id, key, changed)
  database
    .prepare('update executions set body = ?, proof = ?')
    .run([crafted, proofOf(id, key, stage, crafted)])
  database.close()
  const session = await open()
  const keyOfRow = digestOf('key e-4')
  const found = [await one(session).head(keyOfRow), await one(session).trace(keyOfRow)].filter(
    (each) => each !== undefined,
  )
  for (const { startedAt } of found) expect(new Date(startedAt).getTime()).not.toBeNaN()
  for (const { stored } of found.flatMap(({ outputs }) => outputs)) {
    if (stored === undefined) continue
    await one(session).holds(stored)
    await session.read(stored).catch((thrown) => expect(thrown).toMatchObject({ _tag: 'ArtifactLostError' }))
    await session
      .path?.(stored)
      .catch((thrown) => expect(thrown).toMatchObject({ _tag: 'ArtifactLostError' }))
  }
  await execute(session, 'e-4')
  expect(await problemsOf(session, 'e-4')).toEqual([])
  await session.close()
  await verifyStore(directory)
  await listExecutions(directory, { history: true })
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

const withRightHead = (id: number, key: number, body: string): string => {
  const head = body.slice(16, body.indexOf('\t'))
  return `${digestOf(`${id}\t${key}\t${head}`).slice(0, 16)}${body.slice(16)}`
}

const proofOf = (id: number, key: number, stage: number, body: string): string =>
  digestOf(`${id}\t${key}\t${stage}\t${body}`).slice(0, 16)

test.each([
  ['its folder is described by a file without end', (path: string) => makeSparse(path, 5_000_000_000)],
  ['its folder is described by a pipe', (path: string) => void execFileSync('mkfifo', [path])],
  [
    'its folder describes artifacts elsewhere',
    (path: string) =>
      writeFileSync(
        path,
        sidecarText(
          traceFor('evil', [
            {
              name: 'a',
              digest: digestOf('a'),
              stored: { checksum: digestOf('a'), size: 6, format: 'text', location: 'file:../../secret' },
            },
          ]),
        ),
      ),
  ],
])('an index is rebuilt although %s', async (_, craftFile) => {
  await fill('e-2', 'e-3')
  const [execution = ''] = readdirSync(join(directory, 'artifacts', 'work'))
  const path = join(directory, 'artifacts', 'work', execution, 'trace.json')
  rmSync(path)
  craftFile(path)
  rmSync(join(directory, 'index-1.sqlite'))
  const session = await open()
  for (const { stored } of (await one(session).trace(digestOf('key evil')))?.outputs ?? []) {
    if (stored === undefined) continue
    expect(await one(session).holds(stored)).toBe(false)
    await expect(session.read(stored)).rejects.toMatchObject({ _tag: 'ArtifactLostError' })
  }
  await session.close()
})

const makeSparse = (path: string, size: number): void => {
  const file = openSync(path, 'w')
  ftruncateSync(file, size)
  closeSync(file)
}

test('what stands in the place of a small artifact that was asked for as a file is replaced, and not read whole', async () => {
  await fill('e-1')
  const session = await open()
  const [stored] =
    (await one(session).trace(digestOf('key e-1')))?.outputs.flatMap((output) => output.stored ?? []) ?? []
  if (stored === undefined) throw new Error('It is there.')
  const path = (await session.path?.(stored)) ?? ''
  const content = readFileSync(path)
  makeSparse(path, 20_000_000_000)
  expect(await session.path?.(stored)).toBe(path)
  expect(readFileSync(path)).toEqual(content)
  await session.close()
  expect(existsSync(path)).toBe(true)
})

test('an execution that cannot be written down fails alone, and those committed together with it are kept', async () => {
  const session = await open()
  const bad = { ...traceFor('bad', []), durationMs: 1n as unknown as number }
  const committing = names.map((name) => execute(session, name))
  await expect(
    session.draft({ stage: 'work', record: 'bad', key: digestOf('key bad') }).commit(bad),
  ).rejects.toThrow(TypeError)
  await Promise.all(committing)
  for (const name of names) expect(await problemsOf(session, name)).toEqual([])
  await session.close()
})

test('a store that was deleted while it was open is not made again by what was under way', async () => {
  const session = await open()
  await execute(session, 'e-2')
  rmSync(directory, { recursive: true })
  for (const name of ['e-1', 'e-2', 'e-3', 'e-4'])
    await expect(execute(session, name)).rejects.toThrow(
      'is not there any more: its folder was deleted while it was open.',
    )
  await session.close()
  expect(existsSync(directory)).toBe(false)
  mkdirSync(directory)
  await fill('e-1')
  expect((await verifyStore(directory)).problems).toEqual([])
})
