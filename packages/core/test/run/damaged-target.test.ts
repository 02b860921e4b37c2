import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  fileStore,
  json,
  lazy,
  type LazyHandle,
  plan,
  record,
  run,
  stage,
  type Store,
  type Target,
} from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { failureOf } from '../support/workbench.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

/** More than a store keeps in its index, so that it becomes a file. */
const large = 'x'.repeat(100_000)
/** Takes some time to be read. */
const huge = 'y'.repeat(20_000_000)
let calls = 0
const write = stage({ outputs: ['text'], cachers: [json()] })(function write() {
  calls++
  return { text: large }
})
const target = write(record({}))

/** Of an artifact of the newest execution of a stage, or of the newest for a record. */
const pathOf = async (
  store: Store,
  { stage = 'write', record }: { readonly stage?: string; readonly record?: string } = {},
): Promise<string> => {
  const session = await store.open({ readOnly: true })
  const traces = await one(session).latest(stage, 10)
  const trace = record === undefined ? traces[0] : traces.find((one) => one.record === record)
  const stored = trace?.outputs[0]?.stored
  const path = (stored && (await session.path?.(stored))) ?? ''
  await session.close()
  return path
}

const flipBit = async (store: Store, of: { readonly record?: string } = {}): Promise<void> => {
  const path = await pathOf(store, of)
  const bytes = readFileSync(path)
  bytes[500] = (bytes[500] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

test.each([
  ['its value', async (store: Store) => (await run(target, { store })).value(target, 'text')],
  [
    'its file',
    async (store: Store) => {
      const found = (await run(target, { store })).artifact(target, 'text')
      return found.kind === 'artifact' ? found.file() : undefined
    },
  ],
])('a target found damaged when %s is asked for is made anew by the next run', async (_, ask) => {
  const store = fileStore(join(temporaryFolder(), 'store'))
  await run(target, { store })
  await flipBit(store)
  calls = 0
  expect(await failureOf(ask(store))).toMatchObject({ _tag: 'ArtifactLostError', problem: 'corrupt' })
  const again = await run(target, { store })
  expect(await again.value(target, 'text')).toBe(large)
  expect(calls).toBe(1)
})

test.each(['a', 'b'])(
  'of two artifacts that are the same, damage to that of %s is made good and fails nobody',
  async (damaged) => {
    const store = fileStore(join(temporaryFolder(), 'store'))
    const give = stage({ name: 'write', outputs: ['text'], cachers: [json()] })(({ name }) => ({
      text: name === '' ? '' : huge,
    }))
    // Each by a stage of its own, so that neither waits for the other.
    const ends = ['a', 'b'].map((name) => {
      const measure = stage({ name: `measure ${name}`, inputs: ['text'], outputs: ['size'], deps: [name] })(
        (_, { text }: { text: string }) => ({ size: text.length }),
      )
      return measure(give(record({}, { name })))
    })
    await run(ends, { store })
    await flipBit(store, { record: damaged })
    const result = await run(ends, { store, concurrency: 2 })
    for (const end of ends) expect(await result.value(end, 'size')).toBe(huge.length)
  },
)

test('a handle is not given before the bytes that it reads are there, though the value is in memory', async () => {
  const store = fileStore(join(temporaryFolder(), 'store'))
  const earlier = json()
  const boxed = { ...earlier, format: 'boxed', reads: [earlier] }
  let uses = 0
  const targetsWith = (cacher: typeof earlier): readonly Target[] => {
    const give = stage({ name: 'write', outputs: [lazy('text', { resolve: false })], cachers: [cacher] })(
      () => ({ text: large }),
    )
    const use = stage({ name: 'use', inputs: ['text'] })(async (
      _,
      { text }: { text: LazyHandle<string> },
    ): Promise<void> => {
      uses++
      // Where it is called without end, the test should end.
      if (uses < 100) expect(await text.load()).toBe(large)
    })
    return [give(record({}, { name: 'alone' })), use(give(record({}, { name: 'used' })))]
  }
  await run(targetsWith(earlier), { store })
  await flipBit(store)
  uses = 0
  const { counts } = await run(targetsWith(boxed), { store, lazy: 'none', concurrency: 1 })
  expect(counts).toEqual({ ran: 2, reused: 1, skipped: 0, failed: 0, blocked: 0 })
  expect(uses).toBeLessThan(3)
})

test('a target that is lost is made anew, though what it was made of is in memory and is the same', async () => {
  const store = fileStore(join(temporaryFolder(), 'store'))
  let copies = 0
  const copy = stage({ name: 'copy', inputs: ['text'], outputs: ['copied'], cachers: [json()] })((
    _,
    { text }: { text: string },
  ) => {
    copies++
    return { copied: text }
  })
  const copied = copy(write(record({})))
  await run(copied, { store })
  for (const stage of ['write', 'copy']) unlinkSync(await pathOf(store, { stage }))
  copies = 0
  const result = await run(copied, { store })
  expect(copies).toBe(1)
  expect(await result.value(copied, 'copied')).toBe(large)
  expect((await plan(copied, { store })).counts).toMatchObject({ run: 0, reuse: 1 })
})
