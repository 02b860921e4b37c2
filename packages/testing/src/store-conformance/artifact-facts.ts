import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type StoredArtifact, type StoreSession, type Trace } from '@stagewright/core'
import { commitExample, digestOf, gather, manyBytes, streamOf } from './example-trace.ts'
import type { Check } from './fact.ts'
import { one } from './one.ts'

const sizes = [0, 1, 1_000, 65_536, 65_537, 3_000_000]

const storedOf = (trace: Trace, at = 0): StoredArtifact => {
  const stored = trace.outputs[at]?.stored
  assert.ok(stored !== undefined)
  return stored
}

const isLost = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && '_tag' in thrown && thrown._tag === 'ArtifactLostError'

const mustBeLost = async (session: StoreSession, artifact: StoredArtifact): Promise<void> => {
  await assert.rejects(session.read(artifact), isLost)
  await assert.rejects(gather(session.stream(artifact)), isLost)
  if (session.path !== undefined) await assert.rejects(session.path(artifact), isLost)
}

export const artifactFacts: Readonly<Record<string, Check>> = {
  'bytes of any size come back, whole and as a stream': async (store) => {
    const session = await store.open({ readOnly: false })
    const contents = sizes.map((size) => manyBytes(size))
    const outputs = contents.map((bytes, at) => ({
      name: `size ${at}`,
      content: { via: 'bytes', bytes } as const,
    }))
    const trace = await commitExample(session, outputs)
    for (const [at, bytes] of contents.entries()) {
      const stored = storedOf(trace, at)
      assert.equal(stored.size, bytes.length)
      assert.equal(stored.format, 'text')
      assert.equal(await one(session).holds(stored), true)
      assert.ok(Buffer.from(bytes).equals(await session.read(stored)))
      assert.ok((await gather(session.stream(stored))).equals(bytes))
    }
    await session.close()
  },
  'streams of any size come back, however they are cut': async (store) => {
    const session = await store.open({ readOnly: false })
    const contents = sizes.map((size) => manyBytes(size, 7))
    const outputs = contents.map((bytes, at) => ({
      name: `size ${at}`,
      content: streamOf([bytes.subarray(0, 10), bytes.subarray(10, 70_000), bytes.subarray(70_000)]),
    }))
    const trace = await commitExample(session, outputs)
    for (const [at, bytes] of contents.entries()) {
      assert.ok(Buffer.from(bytes).equals(await session.read(storedOf(trace, at))))
    }
    await session.close()
  },
  'the same bytes have the same checksum, by bytes and by stream, and it is their SHA-256': async (store) => {
    const session = await store.open({ readOnly: false })
    for (const text of ['small', 'large'.repeat(50_000)]) {
      const trace = await commitExample(session, [
        { name: 'a', content: text },
        { name: 'b', content: streamOf([Buffer.from(text)]) },
      ])
      assert.deepEqual(
        [storedOf(trace).checksum, storedOf(trace, 1).checksum],
        [digestOf(text), digestOf(text)],
      )
    }
    await session.close()
  },
  'bytes that are changed after they were written do not change the artifact': async (store) => {
    const session = await store.open({ readOnly: false })
    const bytes = Buffer.from('before')
    const draft = session.draft({ stage: 's', record: 'r', key: digestOf('key') })
    const stored = await draft.write({ name: 'a', format: 'text', extension: 'txt' }, { via: 'bytes', bytes })
    bytes.fill(0)
    await commitExample(session, [], { outputs: [] })
    await draft.commit({
      ...(await commitExample(session, [])),
      key: digestOf('other'),
      outputs: [{ name: 'a', digest: stored.checksum, stored }],
    })
    assert.equal(Buffer.from(await session.read(stored)).toString(), 'before')
    await session.close()
  },
  'outputs can be written at the same time': async (store) => {
    const session = await store.open({ readOnly: false })
    const draft = session.draft({ stage: 's', record: 'r', key: digestOf('key') })
    const contents = Array.from({ length: 8 }, (_, at) => manyBytes(20_000 * at, at))
    const kept = await Promise.all(
      contents.map((bytes) =>
        draft.write({ name: 'same', format: 'text', extension: 'bin' }, { via: 'bytes', bytes }),
      ),
    )
    await draft.commit({
      ...(await commitExample(session, [])),
      outputs: kept.map((stored, at) => ({ name: `${at}`, digest: stored.checksum, stored })),
    })
    for (const [at, stored] of kept.entries()) {
      assert.ok(Buffer.from(contents[at] ?? []).equals(await session.read(stored)))
    }
    await session.close()
  },
  'what a cacher throws comes through, and nothing is kept': async (store) => {
    const session = await store.open({ readOnly: false })
    const problem = new TypeError('cannot hold this')
    const failing = {
      via: 'stream',
      chunks: (async function* () {
        yield manyBytes(100_000)
        throw problem
      })(),
    } as const
    await assert.rejects(
      commitExample(session, [{ name: 'a', content: failing }]),
      (thrown) => thrown === problem,
    )
    assert.equal(await one(session).trace(digestOf('key')), undefined)
    await session.close()
  },
  'a file and a folder that a cacher writes at a path come back at a path': async (store) => {
    const session = await store.open({ readOnly: false })
    const { path } = session
    if (path === undefined) return session.close()
    const file = { via: 'path', write: (at: string) => writeFile(at, 'a table') } as const
    const folder = {
      via: 'path',
      write: async (at: string) => {
        await mkdir(join(at, 'deep', 'empty'), { recursive: true })
        await writeFile(join(at, 'deep', 'part.bin'), manyBytes(100_000))
      },
    } as const
    const trace = await commitExample(session, [
      { name: 'file', content: file },
      { name: 'folder', content: folder },
    ])
    assert.equal(await readFile(await path(storedOf(trace)), 'utf8'), 'a table')
    const root = await path(storedOf(trace, 1))
    assert.deepEqual([...(await readdir(join(root, 'deep')))].sort(), ['empty', 'part.bin'])
    assert.ok((await readFile(join(root, 'deep', 'part.bin'))).equals(manyBytes(100_000)))
    assert.deepEqual(
      [await one(session).holds(storedOf(trace)), await one(session).holds(storedOf(trace, 1))],
      [true, true],
    )
    return session.close()
  },
  'any artifact can be had as a file where the store has files': async (store) => {
    const session = await store.open({ readOnly: false })
    const trace = await commitExample(session, [
      { name: 'small', content: 'small' },
      { name: 'large', content: 'large'.repeat(50_000) },
    ])
    await session.close()
    const other = await store.open({ readOnly: true })
    if (other.path !== undefined) {
      assert.equal(await readFile(await other.path(storedOf(trace)), 'utf8'), 'small')
      assert.equal(await readFile(await other.path(storedOf(trace, 1)), 'utf8'), 'large'.repeat(50_000))
    }
    await other.close()
  },
  'an artifact that is not there is not held, and is lost': async (store) => {
    const session = await store.open({ readOnly: false })
    const trace = await commitExample(session, [
      { name: 'a', content: 'A' },
      { name: 'b', content: 'B'.repeat(100_000) },
    ])
    for (const stored of [storedOf(trace), storedOf(trace, 1)])
      for (const location of [
        `x${stored.location}`,
        stored.location.repeat(2),
        '',
        'nonsense',
        '__proto__',
        '../../etc/passwd',
        '/etc/passwd',
        'file:../../../etc/passwd',
      ]) {
        const crafted = { ...stored, location }
        assert.equal(await one(session).holds(crafted), false)
        await mustBeLost(session, crafted)
      }
    await session.close()
  },
  'bytes that are not those of the checksum are never given': async (store) => {
    const session = await store.open({ readOnly: false })
    for (const text of ['A', 'B'.repeat(100_000)]) {
      const stored = storedOf(await commitExample(session, [{ name: 'a', content: text }]))
      await mustBeLost(session, { ...stored, checksum: digestOf('something else') })
    }
    await session.close()
  },
}
