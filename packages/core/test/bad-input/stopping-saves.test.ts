import { setTimeout as sleep } from 'node:timers/promises'
import { type BytesCacher, fileStore, json, memoryStore, type StreamCacher } from 'stagewright'
import { join } from 'node:path'
import { readdirSync } from 'node:fs'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { failureOf, workbench } from '../support/workbench.ts'

const named = (name: string, spec: object, fn: (...args: any[]) => unknown) =>
  untyped.stage({ name, version: 1, ...spec })(fn)
const r = () => untyped.record({}, { name: 'r' })

const chunks: StreamCacher<AsyncIterable<Uint8Array>> = {
  via: 'stream',
  format: 'chunks',
  extension: 'bin',
  save: (value) => value,
  load: async (stored) => stored,
  reloads: true,
}

/** Chunks without end, and what became of them. */
const endless = (pauseMs: number) => {
  const told = { given: 0, ended: false }
  const source = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        await sleep(pauseMs)
        told.given++
        yield Buffer.alloc(100_000)
      }
    } finally {
      told.ended = true
    }
  }
  return { told, source }
}

describe.each([
  ['in memory', () => ({ store: memoryStore(), stagedIn: undefined })],
  [
    'in files',
    () => {
      const folder = join(temporaryFolder(), 'store')
      return { store: fileStore(folder), stagedIn: join(folder, 'staging') }
    },
  ],
])('with a store %s,', (_, make) => {
  test('an abort ends a streamed output: its source is closed, no more is read, and nothing is left of it', async () => {
    const { store, stagedIn } = make()
    const { told, source } = endless(1)
    const target = named('pour', { outputs: ['all'], cachers: [chunks] }, () => ({ all: source() }))(r())
    const controller = new AbortController()
    const timer = setInterval(() => told.given > 3 && controller.abort(), 5)
    const error = await failureOf(workbench(store).run(target, { signal: controller.signal }))
    clearInterval(timer)
    expect(error).toMatchObject({ _tag: 'RunAbortedError', unsettled: [] })
    while (!told.ended) await sleep(5)
    const { given } = told
    expect(told.ended).toBe(true)
    await sleep(50)
    expect(told.given).toBe(given)
    if (stagedIn !== undefined) expect(readdirSync(stagedIn)).toEqual([])
  })

  test('an abort does not wait for a cacher that never ends', async () => {
    const never: BytesCacher<number> = {
      via: 'bytes',
      format: 'never',
      extension: 'bin',
      save: () => new Promise(() => {}),
      load: () => 1,
    }
    const target = named('stuck', { outputs: ['x'], cachers: [never] }, () => ({ x: 1 }))(r())
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 30)
    const startedAt = performance.now()
    const error = await failureOf(workbench(make().store).run(target, { signal: controller.signal }))
    expect(error).toMatchObject({ _tag: 'RunAbortedError', unsettled: [] })
    expect(performance.now() - startedAt).toBeLessThan(900)
  })

  test('a source that fails is blamed on its stage, and the run ends', async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(10)
      throw new Error('the source is dry')
    }
    const target = named('pour', { outputs: ['all'], cachers: [chunks] }, () => ({ all: failing() }))(r())
    const error = await failureOf(workbench(make().store).run(target))
    expect(error).toMatchObject({ _tag: 'CacherError', stage: 'pour', artifact: 'all' })
    expect(error.message).toContain('the source is dry')
  })
})

/** A cacher whose conversion from JSON is decided by `save`. */
const strict = (save: (value: unknown) => Uint8Array | Promise<Uint8Array>): BytesCacher<unknown> => ({
  via: 'bytes',
  format: 'strict',
  extension: 'txt',
  save,
  load: (bytes) => Buffer.from(bytes).toString(),
  reads: [json()] as never,
})
const refusing = strict((value) => {
  if (value === 'bad') throw new Error('cannot hold it')
  return Buffer.from(String(value))
})
const make = (cacher: object) =>
  named('make', { outputs: ['x'], cachers: [cacher] }, ({ params }) => ({ x: params.x }))
const use = named('use', { inputs: ['x'], outputs: ['y'], cachers: [json()] }, (_, { x }) => ({ y: x }))
const other = named('other', { outputs: ['o'], cachers: [json()] }, () => ({ o: 1 }))

test('with keepGoing, a changed cacher that cannot hold a value fails its step, and what is independent runs', async () => {
  const bench = workbench()
  const build = (cacher: object) =>
    ['good', 'bad'].map((x) => use(make(cacher)(untyped.record({ x }, { name: x }))))
  await bench.run(['good', 'bad'].map((x) => make(json())(untyped.record({ x }, { name: x }))))
  const targets = [...build(refusing), other(r())]
  const told = await bench.run(targets, { keepGoing: true })
  expect(told.called).toEqual(['other', 'use'])
  expect(told.steps.find(({ id }) => id === 'make@bad')).toMatchObject({
    outcome: 'failed',
    error: { _tag: 'CacherError', stage: 'make', record: 'bad', artifact: 'x' },
  })
  expect(told.counts).toMatchObject({ ran: 2, failed: 1 })
})

test('an abort ends a conversion that never does', async () => {
  const bench = workbench()
  await bench.run(make(json())(untyped.record({ x: 'x' })))
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 30)
  const startedAt = performance.now()
  const target = make(strict(() => new Promise(() => {})))(untyped.record({ x: 'x' }))
  expect((await failureOf(bench.run(target, { signal: controller.signal })))._tag).toBe('RunAbortedError')
  expect(performance.now() - startedAt).toBeLessThan(900)
})
