import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import type { Remote, RemoteBody, RemoteObject } from '@stagewright/core'
import type { Fact } from '../store-conformance/fact.ts'

/** Makes a remote for one fact. What others wrote may be there; each fact writes below a name of its own. */
export type MakeRemote = () => Promise<{ readonly remote: Remote; readonly remove?: () => Promise<void> }>

/**
 * What every implementation of the `Remote` port keeps to.
 *
 * @example
 * for (const { title, run } of remoteConformance(async () => ({ remote: memoryRemote() }))) test(title, run)
 */
export const remoteConformance = (makeRemote: MakeRemote): readonly Fact[] =>
  Object.entries(facts).map(([title, check]) => ({
    title,
    run: async () => {
      const { remote, remove } = await makeRemote()
      try {
        await check(remote, `facts/${randomBytes(8).toString('hex')}/`)
      } finally {
        await remove?.()
      }
    },
  }))

/** A body in chunks of some size. */
const bodyOf = (bytes: Uint8Array, chunk = 300_000): RemoteBody => ({
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  open: async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
  },
})

const text = (content: string): RemoteBody => bodyOf(Buffer.from(content))

const read = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

const listed = async (objects: AsyncIterable<RemoteObject>): Promise<readonly RemoteObject[]> => {
  const all: RemoteObject[] = []
  for await (const object of objects) all.push(object)
  return all
}

const isMissing = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.name === 'RemoteError' && Reflect.get(thrown, 'problem') === 'missing'

const facts: Readonly<Record<string, (remote: Remote, below: string) => Promise<void>>> = {
  'objects of any size come back as they were': async (remote, below) => {
    for (const size of [0, 1, 65_536, 3_000_000]) {
      const bytes = randomBytes(size)
      const name = `${below}size-${size}`
      assert.equal(await remote.put(name, bodyOf(bytes)), 'written')
      assert.ok((await read(remote.get(name))).equals(bytes))
      const found = await remote.look(name)
      assert.equal(found?.size, size)
      assert.equal(found?.name, name)
    }
  },
  'an object that is not there is missing, and looking for it finds nothing': async (remote, below) => {
    assert.equal(await remote.look(`${below}absent`), undefined)
    await assert.rejects(read(remote.get(`${below}absent`)), isMissing)
    await assert.rejects(read(remote.get(`${below}absent`, { first: 10 })), isMissing)
  },
  'the first bytes can be had alone, all of them where there are fewer': async (remote, below) => {
    await remote.put(`${below}some`, text('0123456789'))
    assert.equal((await read(remote.get(`${below}some`, { first: 4 }))).toString(), '0123')
    assert.equal((await read(remote.get(`${below}some`, { first: 40 }))).toString(), '0123456789')
    await remote.put(`${below}none`, text(''))
    assert.equal((await read(remote.get(`${below}none`, { first: 4 }))).length, 0)
  },
  'writing a name again leaves one whole object': async (remote, below) => {
    const [first, second] = [randomBytes(100_000), randomBytes(90_000)]
    await remote.put(`${below}again`, bodyOf(first))
    await remote.put(`${below}again`, bodyOf(second))
    const found = await read(remote.get(`${below}again`))
    assert.ok(found.equals(first) || found.equals(second))
  },
  'what is to replace an object replaces it': async (remote, below) => {
    await remote.put(`${below}old`, text('old'))
    assert.equal(await remote.put(`${below}old`, text('new'), { replace: true }), 'written')
    assert.equal((await read(remote.get(`${below}old`))).toString(), 'new')
  },
  'five who write one name at once leave one whole object': async (remote, below) => {
    const bodies = Array.from({ length: 5 }, () => randomBytes(400_000))
    const answers = await Promise.all(bodies.map((bytes) => remote.put(`${below}race`, bodyOf(bytes))))
    assert.ok(answers.includes('written'))
    const found = await read(remote.get(`${below}race`))
    assert.ok(bodies.some((bytes) => bytes.equals(found)))
  },
  'what is not what it was said to be is not written': async (remote, below) => {
    const said = text('what was said')
    const sent: RemoteBody = { ...said, open: text('what was sent').open }
    await assert.rejects(remote.put(`${below}other`, sent))
    assert.equal(await remote.look(`${below}other`), undefined)
    const short: RemoteBody = { ...bodyOf(randomBytes(50_000)), open: text('less').open }
    await assert.rejects(remote.put(`${below}short`, short))
    assert.equal(await remote.look(`${below}short`), undefined)
  },
  'a source that fails while it is read writes nothing': async (remote, below) => {
    const body: RemoteBody = {
      ...bodyOf(randomBytes(500_000)),
      open: async function* () {
        yield randomBytes(100_000)
        throw new TypeError('the source broke')
      },
    }
    await assert.rejects(remote.put(`${below}broken`, body), /the source broke/u)
    assert.equal(await remote.look(`${below}broken`), undefined)
  },
  'listing gives names in their order, from a beginning and after a name': async (remote, below) => {
    const names = ['a', 'b-2', 'b.1', 'b/1', 'b10', 'b2', 'c'].map((name) => below + name)
    for (const name of names.toReversed()) await remote.put(name, text(name))
    const all = await listed(remote.list(below))
    assert.deepEqual(
      all.map(({ name }) => name),
      names.toSorted(),
    )
    assert.deepEqual(
      all.map(({ size }) => size),
      names.toSorted().map((name) => name.length),
    )
    const some = await listed(remote.list(`${below}b`, { after: `${below}b/1` }))
    assert.deepEqual(
      some.map(({ name }) => name.slice(below.length)),
      ['b10', 'b2'],
    )
    assert.deepEqual(await listed(remote.list(`${below}x`)), [])
  },
  'an object is listed as soon as it was written, with the time of its server': async (remote, below) => {
    const before = remote.now()
    await remote.put(`${below}new`, text('new'))
    const [found] = await listed(remote.list(below))
    assert.ok(found !== undefined)
    // Servers give whole seconds.
    assert.ok(found.writtenAt >= before - 2000 && found.writtenAt <= remote.now() + 2000)
  },
  'objects that are removed are gone, and those that were not there are no problem': async (
    remote,
    below,
  ) => {
    await remote.put(`${below}one`, text('one'))
    await remote.put(`${below}two`, text('two'))
    await remote.remove([`${below}one`, `${below}absent`])
    await remote.remove([])
    assert.deepEqual(
      (await listed(remote.list(below))).map(({ name }) => name),
      [`${below}two`],
    )
    assert.equal(await remote.look(`${below}one`), undefined)
  },
  'whoever stops reading in the middle can go on with something else': async (remote, below) => {
    await remote.put(`${below}long`, bodyOf(randomBytes(3_000_000)))
    for await (const chunk of remote.get(`${below}long`)) {
      assert.ok(chunk.length > 0)
      break
    }
    assert.equal((await read(remote.get(`${below}long`, { first: 7 }))).length, 7)
  },
}
