import { appendFileSync, readdirSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { takeClaim } from '@stagewright/core'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { fileStore, verifyStore } from '../../src/store/index.ts'
import { digestOf, execute, expectedOutputs, problemsOf } from './fixtures/executions.ts'
import { runScript } from './run-script.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

const flips = Number(process.env['STAGEWRIGHT_FLIPS'] ?? 60)
const artifactFlips = Number(process.env['STAGEWRIGHT_ARTIFACT_FLIPS'] ?? 120)

let directory: string
beforeEach(() => {
  directory = join(temporaryFolder(), 'store')
})
afterEach(() => jest.restoreAllMocks())

const fill = async (count: number): Promise<readonly string[]> => {
  const names = Array.from({ length: count }, (_, at) => `e-${at}`)
  const session = await fileStore(directory).open({ readOnly: false })
  await Promise.all(names.map((name) => execute(session, name)))
  await session.close()
  return names
}

const largeFiles = (): readonly string[] =>
  readdirSync(join(directory, 'artifacts'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'trace.json')
    .map((entry) => join(entry.parentPath, entry.name))

test(
  `${artifactFlips} flipped bits in artifacts, large and small, are found when they are read, and a new execution heals each`,
  async () => {
    const names = await fill(60)
    const session = await fileStore(directory).open({ readOnly: false })
    let found = 0
    let healed = 0
    for (let flip = 0; flip < artifactFlips; flip++) {
      const name = names[flip % names.length] ?? ''
      const outputs =
        (await one(session).trace(digestOf(`key ${name}`)))?.outputs.flatMap(({ stored }) => stored ?? []) ??
        []
      const stored = outputs[Math.floor(flip / names.length) % outputs.length]
      if (stored === undefined) throw new Error('It is there.')
      flipIn(stored)
      await session.read(stored).catch((thrown: { _tag?: string; problem?: string }) => {
        found += thrown._tag === 'ArtifactLostError' && thrown.problem === 'corrupt' ? 1 : 0
      })
      expect(await one(session).holds(stored)).toBe(false)
      await expect(session.read(stored)).rejects.toMatchObject({ problem: 'missing' })
      await execute(session, name)
      healed += (await problemsOf(session, name)).length === 0 ? 1 : 0
    }
    expect([found, healed]).toEqual([artifactFlips, artifactFlips])
    expect(readdirSync(join(directory, 'quarantine'))).toHaveLength(found)
    await session.close()
  },
  60_000 + artifactFlips * 200,
)

/** Flips one bit of an artifact where it lies: in its file, or in its row. */
const flipIn = ({ location }: { readonly location: string }): void => {
  const flip = (bytes: Buffer): Buffer => {
    const at = Math.floor(Math.random() * bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(Math.random() * 8))
    return bytes
  }
  if (location.startsWith('file:')) {
    const path = join(directory, 'artifacts', location.slice('file:'.length))
    writeFileSync(path, flip(readFileSync(path)))
    return
  }
  const id = Number(/^db:(\d+)/.exec(location)?.[1])
  const database = new Database(join(directory, 'index-1.sqlite'))
  const [bytes] = database
    .prepare('select bytes from blobs where id = ?')
    .raw()
    .get([id]) as readonly Buffer[]
  database.prepare('update blobs set bytes = ? where id = ?').run([flip(bytes ?? Buffer.alloc(0)), id])
  database.close()
}

test('a large artifact that was cut short, grew, or is gone is lost', async () => {
  await fill(20)
  const session = await fileStore(directory).open({ readOnly: false })
  const [cut = '', grown = '', gone = ''] = largeFiles()
  truncateSync(cut, 10)
  appendFileSync(grown, 'more')
  unlinkSync(gone)
  const stored = (await one(session).latest('work', 100)).flatMap((trace) =>
    trace.outputs.flatMap((output) => output.stored ?? []),
  )
  const held = await session.holds(stored)
  const lost = stored.filter((_, at) => !held[at])
  expect(lost).toHaveLength(3)
  for (const artifact of lost)
    await expect(session.read(artifact)).rejects.toMatchObject({ _tag: 'ArtifactLostError' })
  await session.close()
})

test('verify finds every damaged artifact, puts it aside, and has nothing to say the second time but that it is gone', async () => {
  await fill(30)
  const files = largeFiles()
  for (const path of files) {
    const bytes = readFileSync(path)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(path, bytes)
  }
  const before = await verifyStore(directory, { readOnly: true })
  expect(before.executions).toBe(30)
  const report = await verifyStore(directory)
  // Copies of small artifacts beside large ones are for rebuilding: the index has them, too.
  const large = files.filter((path) => readFileSyncOrUndefined(path) === undefined)
  expect(report.problems).toHaveLength(large.length)
  expect(report.problems[0]?.what).toMatch(/^The artifact 'output \d' of 'work' for e-\d+ is damaged\.$/)
  expect((await verifyStore(directory)).problems.every(({ what }) => what.endsWith('missing.'))).toBe(true)
})

const readFileSyncOrUndefined = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

test(
  `${flips} flipped bits in the index serve nothing wrong, crash nothing, and can be worked on after`,
  async () => {
    // By another process: in this one, the garbage collector decides when the files are closed.
    await runScript('endless-writer', directory, 'e', '24').ended
    // Killed in mid-run, so that there is a log beside the index.
    const writer = runScript('endless-writer', directory, 'f', '300')
    await writer.firstLine
    writer.child.kill('SIGKILL')
    await writer.ended
    const reader = runScript('flipping-reader', directory, '24', `${flips}`, '7')
    await reader.ended
    const outcomes = reader.lines.map(
      (line) => JSON.parse(line) as { wrong: string[]; lost: number; healed: boolean },
    )
    expect(outcomes).toHaveLength(flips)
    if (flips > 60)
      console.log(`executions lost: ${JSON.stringify(countsOf(outcomes.map(({ lost }) => lost)))}`)
    expect(outcomes.filter(({ wrong, healed }) => wrong.length > 0 || !healed)).toEqual([])
  },
  60_000 + flips * 1_000,
)

const countsOf = (values: readonly number[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

test.each([
  ['deleted', (path: string) => unlinkSync(path)],
  ['no database', (path: string) => writeFileSync(path, 'nonsense '.repeat(10_000))],
  ['empty', (path: string) => writeFileSync(path, '')],
  ['cut short', (path: string) => truncateSync(path, 3 * 4096 + 100)],
])('an index that is %s is rebuilt from the folders of large artifacts', async (_, damage) => {
  const names = await fill(30)
  damage(join(directory, 'index-1.sqlite'))
  const session = await fileStore(directory).open({ readOnly: false })
  for (const name of names) {
    const isLarge = [...expectedOutputs(name).values()].some((bytes) => bytes.length > 65_536)
    if (isLarge) expect(await problemsOf(session, name)).toEqual([])
  }
  await execute(session, 'new')
  expect(await problemsOf(session, 'new')).toEqual([])
  await session.close()
})

/** Two bytes of its header say that a database may be read, and not written. */
const forbidWriting = (path: string): void => {
  const bytes = readFileSync(path)
  bytes[18] = 9
  writeFileSync(path, bytes)
}

test('an index that says of itself that nobody may write it is replaced, and nothing is lost', async () => {
  const names = await fill(5)
  forbidWriting(join(directory, 'index-1.sqlite'))
  const session = await fileStore(directory).open({ readOnly: false })
  await execute(session, 'new')
  for (const name of [...names, 'new']) expect(await problemsOf(session, name)).toEqual([])
  await session.close()
})

test.each([
  ['no database', (path: string) => writeFileSync(path, 'nonsense '.repeat(10_000))],
  ['forbidden to be written by its own header', forbidWriting],
])('a file of claims that is %s keeps nobody from working', async (_, damage) => {
  const before = await fileStore(directory).open({ readOnly: false })
  await (await takeClaim(before, digestOf('work'))).release()
  await before.close()
  const claims = readdirSync(directory).find((name) => /^claims-.*\.sqlite$/.test(name)) ?? ''
  // What stands in the log counts before what stands in the file.
  const database = new Database(join(directory, claims))
  database.exec('pragma wal_checkpoint(truncate)')
  database.close()
  damage(join(directory, claims))
  // The shortest pauses, after which the damaged file is still thought to be where it was.
  jest.spyOn(Math, 'random').mockReturnValue(0)
  const session = await fileStore(directory).open({ readOnly: false })
  const claim = await takeClaim(session, digestOf('work'))
  await execute(session, 'new')
  await claim.release()
  expect(await problemsOf(session, 'new')).toEqual([])
  await session.close()
})

test.each(['executions', 'blobs', 'texts', 'bases'])(
  'when the page that leads to all of %s is damaged, what stands in the other pages is found all the same',
  async (table) => {
    const names = await fill(150)
    const path = join(directory, 'index-1.sqlite')
    const database = new Database(path)
    const root = database.prepare('select rootpage from sqlite_schema where name = ?').raw().get([table])
    database.close()
    const bytes = readFileSync(path)
    const at = (Number((root as readonly unknown[])[0]) - 1) * 4096
    bytes.fill(0xaa, at, at + 4096)
    writeFileSync(path, bytes)
    await verifyStore(directory)
    const session = await fileStore(directory).open({ readOnly: false })
    const problems: string[] = []
    for (const name of names) problems.push(...(await problemsOf(session, name)))
    expect(problems).toEqual([])
    for (const name of names) expect(await one(session).readSets(digestOf(`base ${name}`))).toHaveLength(1)
    await session.close()
  },
)

test('an index that is damaged while several sessions use it is rebuilt once, and all of them go on', async () => {
  const names = await fill(40)
  // What a connection has in its memory hides damage: sessions begin with a fresh one.
  await fileStore(directory).close()
  const sessions = await Promise.all([1, 2, 3].map(() => fileStore(directory).open({ readOnly: false })))
  const path = join(directory, 'index-1.sqlite')
  const bytes = readFileSync(path)
  bytes.fill(0xaa, 4096 * 2, 4096 * 12)
  writeFileSync(path, bytes)
  await Promise.all(
    sessions.flatMap((session, at) =>
      Array.from({ length: 20 }, async (_, more) => {
        for (const name of names) await one(session).trace(digestOf(`key ${name}`))
        await execute(session, `more-${at}-${more}`)
      }),
    ),
  )
  await verifyStore(directory)
  const last = await fileStore(directory).open({ readOnly: false })
  const lost: string[] = []
  for (const name of [0, 1, 2].flatMap((at) =>
    Array.from({ length: 20 }, (_, more) => `more-${at}-${more}`),
  )) {
    if ((await problemsOf(last, name)).length === 0) continue
    lost.push(name)
    await execute(last, name)
    expect(await problemsOf(last, name)).toEqual([])
  }
  // What was committed before anybody met the damage may have gone the way of its pages.
  expect(lost.length).toBeLessThanOrEqual(3)
  expect(readdirSync(directory).filter((name) => /^index-.*\.(sqlite|retiring)$/.test(name))).toHaveLength(1)
  await Promise.all([...sessions, last].map((session) => session.close()))
})

test('an overwrite that the index forgot is not undone by what it replaced', async () => {
  const session = await fileStore(directory).open({ readOnly: false })
  await execute(session, 'e-2')
  const [before] = await one(session).latest('work', 1)
  const draft = session.draft({ stage: 'work', record: 'e-2', key: digestOf('key e-2') })
  const stored = await draft.write(
    { name: 'a', format: 'text', extension: 'txt' },
    { via: 'bytes', bytes: Buffer.from('new') },
  )
  if (before === undefined) throw new Error('it is there')
  await draft.commit({ ...before, outputs: [{ name: 'a', digest: stored.checksum, stored }] })
  await session.close()
  unlinkSync(join(directory, 'index-1.sqlite'))
  const after = await fileStore(directory).open({ readOnly: false })
  expect(await one(after).trace(digestOf('key e-2'))).toBeUndefined()
  await after.close()
})
