import { createHash } from 'node:crypto'
import type { StoredArtifact, StoreSession, Trace } from 'stagewright'

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')
const [code, train] = [digestOf('code'), digestOf('train')]

/** The trace of one of very many executions that differ in a parameter. */
export const traceOf = (at: number, stored: StoredArtifact): Omit<Trace, 'order'> => ({
  key: digestOf(`key ${at}`),
  base: digestOf(`base ${at}`),
  stage: `stage ${at % 5}`,
  record: `k=${at}`,
  code,
  parts: { fitKnn: code, distance: train },
  inputs: [{ name: 'train', record: 0, digest: train }],
  reads: [{ target: { door: 'param', record: 0, path: ['k'], aspect: 'value' }, saw: `${at}` }],
  outputs: [{ name: 'accuracy', digest: stored.checksum, stored, preview: '0.93' }],
  params: `{"k":${at},"split":0.8}`,
  run: 'run',
  startedAt: 1_700_000_000_000 + at,
  durationMs: 3,
})

/** Commits it, with one small artifact. */
export const execute = async (session: StoreSession, at: number): Promise<void> => {
  const draft = session.draft({ stage: `stage ${at % 5}`, record: `k=${at}`, key: digestOf(`key ${at}`) })
  const bytes = Buffer.from(JSON.stringify({ accuracy: at }))
  const output = { name: 'accuracy', format: 'json', extension: 'json' }
  await draft.commit(traceOf(at, await draft.write(output, { via: 'bytes', bytes })))
}
