import { createHash } from 'node:crypto'
import type { Content, Digest, StoreSession, Trace } from '@stagewright/core'

export const digestOf = (text: string): Digest => createHash('sha256').update(text).digest('hex')

export type NewTrace = Omit<Trace, 'order'>

/** An execution that read one parameter and had no outputs, changed as asked. */
export const exampleTrace = (changes: Partial<NewTrace> = {}): NewTrace => ({
  key: digestOf('key'),
  base: digestOf('base'),
  stage: 'fitKnn',
  record: 'k=3',
  code: digestOf('code'),
  parts: { fitKnn: digestOf('fitKnn'), distance: digestOf('distance') },
  inputs: [
    { name: 'train', record: 0, digest: digestOf('train') },
    { name: 'absent', record: 2 },
  ],
  reads: [
    { target: { door: 'param', record: 0, path: ['knn', 'k'], aspect: 'value' }, saw: '3' },
    { target: { door: 'name', record: 1 }, saw: '"k=3"' },
    { target: { door: 'env', name: 'HOME' }, saw: digestOf('home') },
  ],
  outputs: [{ name: 'uncached', digest: digestOf('uncached') }],
  params: '{"knn":{"k":3}}',
  run: 'run-1',
  startedAt: 1_700_000_000_000,
  durationMs: 12.5,
  ...changes,
})

export interface ExampleOutput {
  readonly name: string
  readonly content: Content | string
  readonly extension?: string
}

/** Saves outputs, and a trace that names them. */
export const commitExample = async (
  session: StoreSession,
  outputs: readonly ExampleOutput[],
  changes: Partial<NewTrace> = {},
): Promise<Trace> => {
  const trace = exampleTrace(changes)
  const draft = session.draft(trace)
  const stored: Trace['outputs'][number][] = []
  for (const { name, content, extension = 'txt' } of outputs) {
    const kept = await draft.write({ name, format: 'text', extension }, asContent(content))
    stored.push({ name, digest: kept.checksum, stored: kept })
  }
  return draft.commit({ ...trace, outputs: stored, ...(changes.outputs && { outputs: changes.outputs }) })
}

const asContent = (content: Content | string): Content =>
  typeof content === 'string' ? { via: 'bytes', bytes: new TextEncoder().encode(content) } : content

export const streamOf = (chunks: readonly Uint8Array[]): Content => ({
  via: 'stream',
  chunks: (async function* () {
    yield* chunks
  })(),
})

/** Bytes that do not repeat soon. */
export const manyBytes = (size: number, seed = 1): Uint8Array => {
  const bytes = new Uint8Array(size)
  let state = seed
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

export const gather = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}
