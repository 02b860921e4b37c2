import { createHash, randomBytes } from 'node:crypto'
import type { RemoteBody } from '@stagewright/core'
import { s3, type S3Options } from '../src/index.ts'
import { type FakeS3, startFakeS3 } from './fake-s3.ts'
import { account } from './signature.ts'

let fake: FakeS3
beforeEach(async () => {
  fake = await startFakeS3()
})
afterEach(() => fake.close())

const remoteWith = (options: Partial<S3Options> = {}) =>
  s3({
    bucket: 'results',
    prefix: 'p',
    endpoint: fake.endpoint,
    region: account.region,
    credentials: account,
    ...options,
  })

const bodyOf = (bytes: Uint8Array): RemoteBody => ({
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  open: async function* () {
    for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000)
  },
})

const read = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

test('a server that has no time is asked again', async () => {
  fake.fault = (_, at) => (at < 3 ? { status: 503 } : undefined)
  expect(await remoteWith().put('a', bodyOf(Buffer.from('a')))).toBe('written')
  expect(fake.requests).toHaveLength(4)
})

test('a write whose answer is lost is the same write when it is repeated', async () => {
  fake.fault = (_, at) => (at === 0 ? 'answer lost' : undefined)
  expect(await remoteWith().put('a', bodyOf(Buffer.from('a')))).toBe('written')
  expect(await remoteWith().put('a', bodyOf(Buffer.from('b')))).toBe('there')
})

test('a body that is cut again and again comes whole: the rest is asked for', async () => {
  const bytes = randomBytes(3_000_000)
  await remoteWith().put('a', bodyOf(bytes))
  fake.fault = (_, at) => (at < 5 ? 'cut' : undefined)
  expect((await read(remoteWith().get('a'))).equals(bytes)).toBe(true)
  const ranges = fake.requests.flatMap(({ headers }) => headers.range ?? [])
  expect(ranges.length).toBeGreaterThan(2)
  expect(new Set(ranges).size).toBe(ranges.length)
})

test('what changed while it was read is not put together', async () => {
  await remoteWith().put('a', bodyOf(randomBytes(1_000_000)))
  fake.fault = ({ method }) => {
    if (method !== 'GET') return undefined
    fake.fault = () => undefined
    setImmediate(() =>
      fake.objects.set('p/a', {
        ...fake.objects.get('p/a')!,
        bytes: randomBytes(1_000_000),
        etag: '"other"',
      }),
    )
    return 'cut'
  }
  await expect(read(remoteWith().get('a'))).rejects.toMatchObject({ problem: 'unreachable' })
})

test('a server that never answers is given up when patience ends', async () => {
  fake.fault = () => 'silent'
  const startedAt = Date.now()
  await expect(remoteWith().look('a', { patienceMs: 500 })).rejects.toMatchObject({ problem: 'unreachable' })
  expect(Date.now() - startedAt).toBeLessThan(5000)
})

test('an address where nothing listens is unreachable', async () => {
  const remote = remoteWith({ endpoint: 'http://127.0.0.1:9' })
  await expect(remote.look('a', { patienceMs: 300 })).rejects.toMatchObject({
    problem: 'unreachable',
    message: 'It did not answer: nothing listens at its address.',
  })
})

test('a large body goes in parts, one of them again where that is needed, and nothing is left over', async () => {
  const bytes = randomBytes(40 << 20)
  fake.fault = ({ search }, at) =>
    search.get('partNumber') === '2' && at < 4 ? { status: 500, code: 'InternalError' } : undefined
  expect(await remoteWith().put('large', bodyOf(bytes))).toBe('written')
  expect(fake.objects.get('p/large')?.bytes.equals(bytes)).toBe(true)
  expect(fake.requests.filter(({ search }) => search.has('partNumber'))).toHaveLength(5)
  expect(fake.openUploads()).toBe(0)
  expect((await read(remoteWith().get('large'))).equals(bytes)).toBe(true)
})

test('parts of which the last answer is lost are put together once', async () => {
  fake.fault = ({ method, search }) => {
    if (method !== 'POST' || !search.has('uploadId')) return undefined
    fake.fault = () => undefined
    return 'answer lost'
  }
  expect(await remoteWith().put('large', bodyOf(randomBytes(20 << 20)))).toBe('written')
})

test('a large body that is not what it was said to be leaves neither an object nor parts', async () => {
  const body = { ...bodyOf(randomBytes(20 << 20)), sha256: 'f'.repeat(64) }
  await expect(remoteWith().put('large', body)).rejects.toMatchObject({ problem: 'refused' })
  expect(fake.objects.size).toBe(0)
  expect(fake.openUploads()).toBe(0)
})

test('a clock that is wrong is set by the server', async () => {
  fake.skewMs = 3 * 3600_000
  const remote = remoteWith()
  expect(await remote.put('a', bodyOf(Buffer.from('a')))).toBe('written')
  expect(Math.abs(remote.now() - Date.now() - fake.skewMs)).toBeLessThan(5000)
})

test('wrong credentials, another region and a bucket that is not there are refused at once, in words', async () => {
  const ask = (options: Partial<S3Options>) => remoteWith(options).put('a', bodyOf(Buffer.from('a')))
  await expect(ask({ credentials: { ...account, secretAccessKey: 'wrong' } })).rejects.toMatchObject({
    problem: 'refused',
    message: expect.stringContaining('SignatureDoesNotMatch: no & no'),
  })
  await expect(ask({ region: 'elsewhere' })).rejects.toMatchObject({
    message: expect.stringContaining('is in another region'),
  })
  await expect(ask({ bucket: 'absent' })).rejects.toMatchObject({
    problem: 'refused',
    message: expect.stringContaining('NoSuchBucket'),
  })
  expect(fake.requests).toHaveLength(3)
})

test('credentials that ran out are asked for again', async () => {
  let asked = 0
  const credentials = async () => {
    asked++
    return { ...account, expiration: new Date(Date.now() + 3600_000) }
  }
  fake.fault = (_, at) => (at === 1 ? { status: 400, code: 'ExpiredToken' } : undefined)
  const remote = remoteWith({ credentials })
  await remote.put('a', bodyOf(Buffer.from('a')))
  expect(asked).toBe(1)
  await remote.put('b', bodyOf(Buffer.from('b')))
  expect(asked).toBe(2)
})

test.each([
  ['a prefix that leads elsewhere', { prefix: 'a/../b' }, "'a/../b' cannot be a prefix"],
  ['a prefix with an empty part', { prefix: 'a//b' }, 'cannot be a prefix'],
  ['a bucket that cannot be', { bucket: 'a/b' }, 'cannot be the name of a bucket'],
  ['an endpoint that is no address', { endpoint: 'localhost' }, 'cannot be an endpoint'],
])('%s is refused before anything is asked', (_, options, message) => {
  expect(() => remoteWith(options)).toThrow(message)
})

test('a name that would lead to another object is refused', async () => {
  for (const name of ['../a', 'a/../b', 'a/./b', '/a', 'a//b', 'a/', '..', 'A', 'a?b'])
    await expect(remoteWith().look(name)).rejects.toMatchObject({ problem: 'refused' })
  expect(fake.requests).toHaveLength(0)
})
