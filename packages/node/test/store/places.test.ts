import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { takeClaim } from '@stagewright/core'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { collectGarbage, fileStore, verifyStore } from '../../src/store/index.ts'
import { digestOf, execute, problemsOf, traceFor } from './fixtures/executions.ts'
import { runScript, scriptPath } from './run-script.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

let folder: string
let directory: string
beforeEach(() => {
  folder = temporaryFolder()
  directory = join(folder, 'store')
})

const open = (readOnly = false): ReturnType<ReturnType<typeof fileStore>['open']> =>
  fileStore(directory).open({ readOnly })

/** Every path in a folder with a digest of what stands there. */
const contentsOf = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const content = entry.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''
      return `${path} ${lstatSync(path).mtimeMs} ${content}`
    })
    .sort()

test('a store is a folder that git ignores, with a file that says what it is', async () => {
  const session = await open()
  await execute(session, 'e-2')
  await session.close()
  expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toBe('*\n')
  expect(JSON.parse(readFileSync(join(directory, 'format.json'), 'utf8'))).toEqual({
    format: 'stagewright-store',
    version: 5,
  })
})

test('large artifacts are files with names that a person recognises', async () => {
  const session = await open()
  const draft = session.draft({ stage: 'fitKnn', record: 'k=3', key: digestOf('key') })
  const bytes = Buffer.alloc(100_000)
  const stored = await draft.write(
    { name: 'model', format: 'csv', extension: 'csv' },
    { via: 'bytes', bytes },
  )
  await draft.commit(traceFor('e', [{ name: 'model', digest: stored.checksum, stored }]))
  expect(stored.location).toMatch(/^file:fitKnn\/k=3-[0-9a-f]{8}-[0-9a-f]{8}\/model\.csv$/)
  expect(await session.path?.(stored)).toBe(join(directory, 'artifacts', stored.location.slice(5)))
  await session.close()
})

test('reading a store that is not there makes nothing', async () => {
  const session = await open(true)
  await session.close()
  expect(existsSync(directory)).toBe(false)
})

test('a read-only session changes no file and leaves none behind', async () => {
  const writing = await open()
  await execute(writing, 'e-1')
  await writing.close()
  const before = contentsOf(directory)
  const session = await open(true)
  expect(await problemsOf(session, 'e-1')).toEqual([])
  expect(await one(session).latest('work', 5)).toHaveLength(1)
  await expect(
    session.draft({ stage: 's', record: 'r', key: 'k' }).commit(traceFor('x', [])),
  ).rejects.toMatchObject({
    _tag: 'StoreError',
    message: expect.stringContaining('was opened for reading only') as string,
  })
  await session.close()
  expect(contentsOf(directory)).toEqual(before)
})

test('a read-only session sees what a session that is open beside it commits', async () => {
  const reading = [await open(true)]
  const writing = await open()
  reading.push(await open(true))
  for (const name of ['e-1', 'e-2', 'e-3']) {
    await execute(writing, name)
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await problemsOf(reading[1] ?? writing, name)).toEqual([])
  }
  await Promise.all([writing, ...reading].map((session) => session.close()))
})

test('a store of a later version is refused, and is not written to', async () => {
  mkdirSync(directory)
  writeFileSync(join(directory, 'format.json'), '{"format":"stagewright-store","version":6}')
  const before = contentsOf(directory)
  for (const readOnly of [true, false]) {
    await expect(open(readOnly)).rejects.toThrow(
      `The store ${directory} was written by a later version of Stagewright: it has format 6, and this one knows formats up to 5. Update Stagewright, or name another folder.`,
    )
  }
  expect(contentsOf(directory)).toEqual(before)
})

test.each([
  ['something else', 'notes.txt', 'hello', 'the folder is not empty and is not a store'],
  [
    'another format',
    'format.json',
    '{"format":"other","version":1}',
    'does not describe a Stagewright store',
  ],
  ['a damaged format file', 'format.json', '{"format":"stagewri', 'its format.json is damaged'],
  ['a format file without end', 'format.json', ' '.repeat(100_000), 'its format.json is damaged'],
  ['a list', 'format.json', '[1]', 'does not describe a Stagewright store'],
])('a folder that holds %s is refused, and is not written to', async (_, name, content, sentence) => {
  mkdirSync(directory)
  writeFileSync(join(directory, name), content)
  const before = contentsOf(directory)
  for (const readOnly of [true, false]) {
    await expect(open(readOnly)).rejects.toMatchObject({
      _tag: 'StoreError',
      message: expect.stringContaining(sentence) as string,
    })
  }
  expect(contentsOf(directory)).toEqual(before)
})

test('a path through a file is refused with a sentence', async () => {
  writeFileSync(join(folder, 'file'), '')
  await expect(fileStore(join(folder, 'file', 'store')).open({ readOnly: false })).rejects.toThrow(
    'cannot be opened: a part of its path is a file.',
  )
})

test('when the folder is deleted in mid-run, look-ups find nothing lasting and a commit says what happened', async () => {
  const session = await open()
  await execute(session, 'e-1')
  await execute(session, 'e-2')
  const large = (await one(session).latest('work', 9)).flatMap(({ outputs }) =>
    outputs.flatMap(({ stored }) => stored ?? []),
  )
  const begun = session.draft({ stage: 'work', record: 'r', key: digestOf('begun') })
  await begun.write(
    { name: 'a', format: 'text', extension: 'txt' },
    { via: 'bytes', bytes: Buffer.alloc(100_000) },
  )
  rmSync(directory, { recursive: true })
  const gone = {
    _tag: 'StoreError',
    message: `The store ${directory} is not there any more: its folder was deleted while it was open.`,
  }
  await expect(begun.commit(traceFor('begun', []))).rejects.toMatchObject(gone)
  await expect(
    session.draft({ stage: 's', record: 'r', key: 'k' }).commit(traceFor('small', [])),
  ).rejects.toMatchObject(gone)
  await expect(takeClaim(session, digestOf('claim'))).rejects.toMatchObject(gone)
  for (const stored of large.filter(({ location }) => location.startsWith('file:'))) {
    expect(await one(session).holds(stored)).toBe(false)
    await expect(session.read(stored)).rejects.toMatchObject({
      _tag: 'ArtifactLostError',
      problem: 'missing',
    })
  }
  await session.close()
  const again = await open()
  expect(await one(again).trace(digestOf('key e-1'))).toBeUndefined()
  await execute(again, 'e-1')
  await again.close()
})

test('a link in the store that leads out of it is not followed', async () => {
  const secret = join(folder, 'secret')
  mkdirSync(secret)
  writeFileSync(join(secret, 'data.txt'), 'secret')
  const session = await open()
  mkdirSync(join(directory, 'artifacts'), { recursive: true })
  mkdirSync(join(directory, 'artifacts', 'stage', 'execution'), { recursive: true })
  symlinkSync(secret, join(directory, 'artifacts', 'linked'))
  symlinkSync(secret, join(directory, 'artifacts', 'stage', 'linked'))
  symlinkSync(join(secret, 'data.txt'), join(directory, 'artifacts', 'stage', 'execution', 'data.txt'))
  mkdirSync(join(secret, 'deep'))
  writeFileSync(join(secret, 'deep', 'data.txt'), 'secret')
  for (const path of ['linked/deep/data.txt', 'stage/linked/data.txt', 'stage/execution/data.txt']) {
    const crafted = { checksum: digestOf('secret'), size: 6, format: 'text', location: `file:${path}` }
    await expect(session.read(crafted)).rejects.toMatchObject({ _tag: 'ArtifactLostError' })
    await expect(session.path?.(crafted)).rejects.toMatchObject({ _tag: 'ArtifactLostError' })
  }
  await session.close()
  expect(readFileSync(join(secret, 'data.txt'), 'utf8')).toBe('secret')
})

test('a link among the folders of artifacts is neither written through nor cleaned up', async () => {
  const elsewhere = join(folder, 'elsewhere')
  mkdirSync(join(elsewhere, 'precious'), { recursive: true })
  writeFileSync(join(elsewhere, 'precious', 'trace.json'), 'precious')
  const first = await open()
  await first.close()
  mkdirSync(join(directory, 'artifacts'))
  symlinkSync(elsewhere, join(directory, 'artifacts', 'work'))
  const session = await open()
  await expect(execute(session, 'e-2')).rejects.toThrow('has a link among its folders of artifacts')
  await session.close()
  await collectGarbage(directory, { olderThanMs: 0 })
  expect(contentsOf(elsewhere).map((line) => line.split(' ')[0])).toEqual([
    join(elsewhere, 'precious'),
    join(elsewhere, 'precious', 'trace.json'),
  ])
})

test('a store that holds a link in place of one of its own folders or files is refused', async () => {
  const session = await open()
  await session.close()
  symlinkSync(folder, join(directory, 'artifacts'))
  for (const readOnly of [true, false]) {
    await expect(open(readOnly)).rejects.toThrow(
      'cannot be opened: it holds a link (artifacts), which a store never does.',
    )
  }
})

test('a folder of artifacts that holds a link is refused', async () => {
  const session = await open()
  const draft = session.draft({ stage: 's', record: 'r', key: digestOf('key') })
  const write = async (path: string): Promise<void> => {
    mkdirSync(path)
    symlinkSync('/etc/passwd', join(path, 'link'))
  }
  await expect(
    draft.write({ name: 'a', format: 'f', extension: '' }, { via: 'path', write }),
  ).rejects.toThrow('cannot keep a folder that holds links or devices, such as link.')
  await draft.discard()
  expect(readdirSync(join(directory, 'staging'))).toEqual([])
  await session.close()
})

test('a store that is mounted in two places is one store', async () => {
  const [session, other] = [join(folder, 'here'), join(folder, 'there')]
  for (const path of [session, other]) mkdirSync(path)
  try {
    execFileSync('mount', ['--bind', session, other], { stdio: 'ignore' })
  } catch {
    console.warn('Not tried: this user may not mount a folder.')
    return
  }
  try {
    const here = await fileStore(join(session, 'store')).open({ readOnly: false })
    const there = await fileStore(join(other, 'store')).open({ readOnly: false })
    const claim = await takeClaim(here, digestOf('claim'))
    const waiting = takeClaim(there, digestOf('claim'))
    await execute(here, 'e-2')
    await claim.release()
    expect((await waiting).othersSaved).toBe(true)
    expect(await problemsOf(there, 'e-2')).toEqual([])
    await Promise.all([here.close(), there.close()])
  } finally {
    execFileSync('umount', ['-l', other])
  }
})

test('a read-only disk can be read although a process was killed while it wrote there', async () => {
  const path = mountSmall('size=40m')
  if (path === undefined) return
  try {
    directory = join(path, 'store')
    const writer = runScript('endless-writer', directory, 'e')
    await writer.firstLine
    await new Promise((resolve) => setTimeout(resolve, 200))
    writer.child.kill('SIGKILL')
    await writer.ended
    execFileSync('mount', ['-o', 'remount,ro', path])
    const reading = await open(true)
    for (const name of writer.lines) expect(await problemsOf(reading, name)).toEqual([])
    expect(writer.lines.length).toBeGreaterThan(3)
    await reading.close()
  } finally {
    execFileSync('umount', ['-l', path])
  }
})

test('what a dead process had begun is swept away by the next one, and its claims are free', async () => {
  const writer = runScript('endless-writer', directory, 'e')
  await writer.firstLine
  writer.child.kill('SIGKILL')
  await writer.ended
  mkdirSync(join(directory, 'staging', 'unknown'), { recursive: true })
  const session = await open()
  expect(readdirSync(join(directory, 'staging'))).toEqual(['unknown'])
  await session.close()
})

/** A small file system of its own; `undefined` where this user may not mount one. */
const mountSmall = (options: string): string | undefined => {
  const path = join(folder, 'small')
  mkdirSync(path, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', path], { stdio: 'ignore' })
    return path
  } catch {
    console.warn('Not tried: this user may not mount a small file system.')
    return undefined
  }
}

test('a full disk is reported as such, and what was there is intact', async () => {
  const path = mountSmall('size=3m')
  if (path === undefined) return
  try {
    directory = join(path, 'store')
    const session = await open()
    const finished: string[] = []
    const problems = new Set<string>()
    for (let at = 0; at < 400; at++) {
      try {
        await execute(session, `e-${at}`)
        finished.push(`e-${at}`)
      } catch (thrown) {
        problems.add((thrown as Error).message)
      }
    }
    expect([...problems]).toEqual([`The store ${directory} cannot take more: its disk is full.`])
    expect(finished.length).toBeGreaterThan(5)
    for (const name of finished) expect(await problemsOf(session, name)).toEqual([])
    await session.close()
    const again = await open(true)
    for (const name of finished) expect(await problemsOf(again, name)).toEqual([])
    await again.close()
  } finally {
    execFileSync('umount', ['-l', path])
  }
})

test('a disk that is full before anything begins is told by whatever needs room, and garbage collection makes room', async () => {
  const path = mountSmall('size=6m')
  if (path === undefined) return
  try {
    directory = join(path, 'store')
    const full = `The store ${directory} cannot take more: its disk is full.`
    fillUp(path)
    await expect(open()).rejects.toThrow(full)
    const empty = await open(true)
    await empty.close()
    rmSync(join(path, 'filler'))
    const session = await open()
    const names = Array.from({ length: 20 }, (_, at) => `e-${at}`)
    for (const name of names) await execute(session, name)
    fillUp(path)
    await expect(takeClaim(session, digestOf('claim'))).rejects.toThrow(full)
    for (const name of ['x-1', 'x-2', 'x-3', 'x-4'])
      await expect(execute(session, name)).rejects.toThrow(full)
    const small = (await one(session).latest('work', 50))
      .flatMap(({ outputs }) => outputs.flatMap(({ stored }) => stored ?? []))
      .find(({ location }) => location.startsWith('db:'))
    if (small !== undefined) await expect(session.path?.(small)).rejects.toThrow(full)
    for (const name of names) expect(await problemsOf(session, name)).toEqual([])
    expect((await verifyStore(directory)).problems).toEqual([])
    const report = await collectGarbage(directory, { olderThanMs: 0, keep: ({ record }) => record < 'e-15' })
    expect(report.removed.length).toBeGreaterThan(5)
    expect((await verifyStore(directory)).problems).toEqual([])
    const held = await takeClaim(session, digestOf('claim'))
    const another = await open()
    fillUp(path)
    await held.release()
    rmSync(join(path, 'filler'))
    await (await takeClaim(session, digestOf('claim'))).release()
    await (await takeClaim(another, digestOf('claim'))).release()
    await another.close()
    await execute(session, 'x-1')
    expect(await problemsOf(session, 'x-1')).toEqual([])
    await session.close()
  } finally {
    execFileSync('umount', ['-l', path])
  }
})

/** Takes all that is left of a disk. */
const fillUp = (path: string): void => {
  const file = openSync(join(path, 'filler'), 'a')
  try {
    for (;;) writeSync(file, Buffer.alloc(4096))
  } catch {
    closeSync(file)
  }
}

test('a process that may open no more files is told so, and goes on when it may', () => {
  if (process.platform === 'win32') return
  const limited = [
    '-c',
    'ulimit -n 64; exec "$@"',
    'sh',
    process.execPath,
    scriptPath('without-files'),
    directory,
  ]
  expect(execFileSync('sh', limited, { encoding: 'utf8' }).trimEnd().split('\n')).toEqual([
    'no file can be opened',
    `StoreError: The store ${directory} cannot open another file: this process has reached its limit of open files. Raise it (ulimit -n), or run fewer steps at the same time.`,
    'before: well',
    'meanwhile: well',
    'after: well',
    'problems: 0',
  ])
}, 60_000)

test('a read-only disk can be read, and refuses to be written with a sentence', async () => {
  const path = mountSmall('size=10m')
  if (path === undefined) return
  try {
    directory = join(path, 'store')
    // Another process writes: in this one, the garbage collector decides when the files are closed.
    await runScript('endless-writer', directory, 'e', '2').ended
    execFileSync('mount', ['-o', 'remount,ro', path])
    const reading = await open(true)
    expect(await problemsOf(reading, 'e-1')).toEqual([])
    await reading.close()
    await expect(open()).rejects.toMatchObject({
      _tag: 'StoreError',
      message: expect.stringMatching(/read-only/) as string,
    })
    await expect(fileStore(join(path, 'other')).open({ readOnly: false })).rejects.toThrow(
      'cannot be written: its disk is mounted read-only.',
    )
  } finally {
    execFileSync('umount', ['-l', path])
  }
})
