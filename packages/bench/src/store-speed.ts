import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeClaim } from '@stagewright/core'
import { fileStore } from 'stagewright'
import { digestOf, execute, traceOf } from './example-executions.ts'

/**
 * What the file store costs: `node store-speed.js [executions] [megabytes of one artifact] [fast | fsync]`. The
 * look-ups are those of a plan in which everything is reused.
 */

const [executions = 11_000, megabytes = 200] = process.argv.slice(2, 4).map(Number)
const durability = process.argv[4] === 'fsync' ? 'fsync' : 'fast'
const planned = Math.min(executions, 11_000)
const atOnce = 10_000

const timed = async (
  label: string,
  unit: (ms: number) => string,
  act: () => Promise<void> | void,
): Promise<void> => {
  const startedAt = performance.now()
  await act()
  console.log(`${label.padEnd(58)} ${unit(performance.now() - startedAt)}`)
}

const perSecond = (count: number) => (ms: number) =>
  `${Math.round((count / ms) * 1000).toLocaleString('en')} /s`
const each = (count: number) => (ms: number) => `${(ms / count).toFixed(3)} ms each`
const inAll = (ms: number): string => `${ms.toFixed(0)} ms`

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)

const chunk = Buffer.alloc(1 << 20, 'stagewright ')

async function* chunks(count: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at++) yield chunk
}

const peakMegabytes = (): number => Math.round(process.resourceUsage().maxRSS / 1024)

const folder = mkdtempSync(join(tmpdir(), 'stagewright-speed-'))
const directory = join(folder, 'store')
const store = fileStore(directory, { durability })

const writing = await store.open({ readOnly: false })
await timed('executions, one after the other', each(50), async () => {
  for (let at = 0; at < 50; at++) await execute(writing, at)
})
await timed(`${executions} executions, ${atOnce} pending at most`, perSecond(executions), async () => {
  for (let from = 0; from < executions; from += atOnce) {
    const count = Math.min(atOnce, executions - from)
    await Promise.all(Array.from({ length: count }, (_, at) => execute(writing, from + at)))
  }
})
await timed('claims, taken and released, one after the other', each(200), async () => {
  for (let at = 0; at < 200; at++) await (await takeClaim(writing, digestOf(`claim ${at}`))).release()
})
await timed('2000 claims at once', perSecond(2_000), async () => {
  await Promise.all(
    Array.from({ length: 2_000 }, async (_, at) =>
      (await takeClaim(writing, digestOf(`claim ${at}`))).release(),
    ),
  )
})
await writing.close()
console.log(`${'bytes on disk for one execution'.padEnd(58)} ${Math.round(sizeOf(directory) / executions)}`)

const first = executions - planned
const keys = Array.from({ length: planned }, (_, at) => digestOf(`key ${first + at}`))
const bases = Array.from({ length: planned }, (_, at) => digestOf(`base ${first + at}`))
for (const round of ['new session', 'new session again']) {
  const reading = await store.open({ readOnly: true })
  await timed(`${2 * planned} look-ups, ${round}`, inAll, async () => {
    for (let at = 0; at < planned; at++) {
      const [sets, traces] = [reading.readSets([bases[at] ?? '']), reading.traces([keys[at] ?? ''])]
      if (sets instanceof Promise || traces instanceof Promise) throw new Error('It answers at once.')
      if (traces[0] === undefined) throw new Error('It is there.')
    }
  })
  await reading.close()
}
const reading = await store.open({ readOnly: true })
await timed('2000 small artifacts read, one after the other', each(2_000), async () => {
  for (const key of keys.slice(0, 2_000)) {
    const stored = (await reading.traces([key]))[0]?.outputs[0]?.stored
    if (stored !== undefined) await reading.read(stored)
  }
})
await reading.close()

const before = peakMegabytes()
const session = await store.open({ readOnly: false })
const draft = session.draft({ stage: 'large', record: 'one', key: digestOf('large') })
await timed(`${megabytes} MB written as a stream`, inAll, async () => {
  const output = { name: 'table', format: 'bytes', extension: 'bin' }
  await draft.commit(traceOf(-1, await draft.write(output, { via: 'stream', chunks: chunks(megabytes) })))
})
await timed(`${megabytes} MB proven and read as a stream`, inAll, async () => {
  const stored = (await session.traces([digestOf('key -1')]))[0]?.outputs[0]?.stored
  if (stored !== undefined) for await (const _ of session.stream(stored));
})
await session.close()
console.log(
  `${'peak memory: before the large artifact, and after'.padEnd(58)} ${before} MB, ${peakMegabytes()} MB`,
)
rmSync(folder, { recursive: true })
