// What sharing results through S3 costs, against Ceph's server: requests and bytes of 1,000 steps, and the memory that a
// large artifact takes. All that a remote keeps to is checked there first. For figures: npm run s3:radosgw
import { createHash } from 'node:crypto'
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileStore, json, pipeline, record, type Remote, run, stage, type StageContext } from 'stagewright'
import { s3 } from '@stagewright/s3'
import { remoteConformance } from '@stagewright/testing/remote-conformance'
import { startRadosgw } from './radosgw.ts'

const gigabyte = 1 << 30
const chunk = Buffer.alloc(1 << 20, 7)

const load = stage({ outputs: ['rows'], cachers: [json()] })(function load({
  params,
}: StageContext<{ n: number }>) {
  return { rows: Array.from({ length: 20 }, (_, at) => at * params.n) }
})
const score = stage({ inputs: ['rows'], outputs: ['score'], cachers: [json()] })(function score(
  { params }: StageContext<{ factor: number }>,
  { rows }: { rows: readonly number[] },
) {
  return { score: rows.length * params.factor }
})
const both = pipeline(load, score)
const thousand = (changed = 0): readonly ReturnType<typeof both>[] =>
  Array.from({ length: 500 }, (_, n) => both(record({ n, factor: n < changed ? 2 : 1 }, { name: `r${n}` })))

/** Counts what a remote is asked for. */
const counted = (remote: Remote): Remote & { readonly tell: () => string } => {
  let requests = 0
  let sent = 0
  let received = 0
  return {
    ...remote,
    put: (name, body, options) => {
      requests++
      sent += body.size
      return remote.put(name, body, options)
    },
    get: async function* (name, options) {
      requests++
      for await (const part of remote.get(name, options)) {
        received += part.length
        yield part
      }
    },
    look: (name, options) => {
      requests++
      return remote.look(name, options)
    },
    list: async function* (beginning, options) {
      requests++
      for await (const object of remote.list(beginning, options)) yield object
    },
    tell: () => {
      const text = `${requests} requests, ${kilobytes(sent)} sent, ${kilobytes(received)} received`
      requests = sent = received = 0
      return text
    },
  }
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`

const steps = async (remote: Remote): Promise<void> => {
  const counting = counted(remote)
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'stagewright-s3-')))
  const [here = '', there = ''] = folders
  const measure = async (what: string, folder: string, changed = 0): Promise<void> => {
    const startedAt = performance.now()
    const { counts } = await run(thousand(changed), { store: fileStore(folder, { remote: counting }) })
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(2)
    console.log(`${what}: ${counting.tell()}, ${seconds} s, ran ${counts.ran}`)
  }
  await measure('1,000 steps, cold', here)
  await measure('nothing to do, same machine', here)
  await measure('nothing to do, fresh machine', there)
  await measure('one record changed', there, 1)
  for (const folder of folders) rmSync(folder, { recursive: true })
}

/** In a process of its own: sends or fetches an artifact, and gives the most memory that it took, in MB. */
const stream = async (way: string, settings: Parameters<typeof s3>[0], size: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'stagewright-s3-'))
  const session = await fileStore(folder, { remote: s3(settings) }).open({ readOnly: false })
  const key = createHash('sha256').update('large').digest('hex')
  const startedAt = performance.now()
  if (way === 'send') {
    const draft = session.draft({ stage: 'large', record: 'r', key })
    const stored = await draft.write(
      { name: 'large', format: 'bytes', extension: 'bin' },
      { via: 'stream', chunks: chunks(size) },
    )
    const trace = {
      key,
      base: key,
      stage: 'large',
      record: 'r',
      code: key,
      parts: {},
      inputs: [],
      reads: [],
      params: '{}',
    }
    const outputs = [{ name: 'large', digest: stored.checksum, stored }]
    await draft.commit({ ...trace, outputs, run: 'r', startedAt: Date.now(), durationMs: 1 })
    await session.close()
  } else {
    const [trace] = await session.traces([key])
    const stored = trace?.outputs[0]?.stored
    if (stored === undefined) throw new Error('The artifact is not known.')
    let seen = 0
    for await (const part of session.stream(stored)) seen += part.length
    if (seen !== size) throw new Error(`${seen} bytes came.`)
    await session.close()
  }
  const seconds = (performance.now() - startedAt) / 1000
  const memory = process.resourceUsage().maxRSS / 1000
  console.log(`${size >> 20} MB, ${way}: ${seconds.toFixed(1)} s, at most ${memory.toFixed(0)} MB of memory`)
  rmSync(folder, { recursive: true })
}

async function* chunks(size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; at += chunk.length) {
    chunk.writeUInt32LE(at >>> 0, at % 1000)
    yield Buffer.from(chunk)
  }
}

const inProcess = (way: string, settings: object, size: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [way, JSON.stringify(settings), String(size)])
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${way} ended with ${code}`))))
  })

const main = async (): Promise<void> => {
  const [way, settings, size] = process.argv.slice(2)
  // What this file gave itself.
  if (way !== undefined)
    return stream(way, JSON.parse(settings ?? '') as Parameters<typeof s3>[0], Number(size))
  const server = await startRadosgw()
  if (server === undefined) {
    console.error('Ceph is not to be had here: install radosgw, ceph-mon and ceph-osd.')
    process.exitCode = 1
    return
  }
  try {
    const { bucket, endpoint, region, credentials } = server
    const at = (prefix: string): Parameters<typeof s3>[0] => ({
      bucket,
      prefix,
      endpoint,
      region,
      credentials,
    })
    for (const { title, run: check } of remoteConformance(() =>
      Promise.resolve({ remote: s3(at('facts')) }),
    )) {
      await check()
      console.log(`✓ ${title}`)
    }
    await steps(s3(at('steps')))
    await inProcess('send', at('large'), 0)
    await inProcess('send', at('large'), gigabyte)
    await inProcess('fetch', at('large'), gigabyte)
  } finally {
    server.stop()
  }
}

await main()
