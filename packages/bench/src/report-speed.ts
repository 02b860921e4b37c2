import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { collectRun, keepRun, makeRunPage } from '@stagewright/report'
import {
  aggregate,
  type ByRecord,
  json,
  makeEngine,
  memoryStore,
  readReports,
  record,
  stage,
  type StageContext,
} from 'stagewright'

// How long a run's document and report take, and how large they are: 100, 1,000 and 10,000 steps of a real run.

const load = stage({ outputs: ['rows'], cachers: [json()] })(function load({
  params,
}: StageContext<{ k: number }>) {
  return { rows: Array.from({ length: 20 }, (_, at) => ({ at, k: params.k })) }
})
const fit = stage({ inputs: ['rows'], outputs: ['model'], cachers: [json()] })(function fit(
  { params }: StageContext<{ k: number; rate: number }>,
  { rows }: { rows: { at: number; k: number }[] },
) {
  return { model: { k: params.k, rate: params.rate, size: rows.length } }
})
const score = stage({ inputs: ['model'], outputs: ['accuracy'], cachers: [json()] })(function score(
  { report }: StageContext,
  { model }: { model: { k: number } },
) {
  report({ kind: 'number', name: 'accuracy', data: 1 - 1 / (1 + model.k) })
  return { accuracy: 1 - 1 / (1 + model.k) }
})
const compare = aggregate({ inputs: ['accuracy'], outputs: ['best'], cachers: [json()] })(function compare(
  _: StageContext,
  __,
  { accuracy }: { accuracy: ByRecord<number> },
) {
  return { best: Math.max(...accuracy.values()) }
})

const measure = async (steps: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'stagewright-report-speed-'))
  const records = Array.from({ length: Math.round((steps - 1) / 3) }, (_, k) =>
    score(fit(load(record({ k, rate: 0.1 })))),
  )
  const target = compare(record({}), records)
  const store = memoryStore()
  const collector = collectRun({
    experiment: 'speed',
    file: 'speed.ts',
    store: store.name,
    environment: { node: process.version, platform: process.platform, cpus: 2, versions: {} },
    reproduce: [],
  })
  const result = await makeEngine().run(target, { store, onEvent: collector.note })
  const began = performance.now()
  const document = collector.document(result)
  if (document === undefined) throw new Error('The run did not begin.')
  keepRun(folder, document)
  const kept = performance.now()
  const session = await store.open({ readOnly: true })
  const page = await makeRunPage(document, {
    loadReports: (reports) => readReports(session, { reports }),
    before: document,
  })
  const drawn = performance.now()
  const packed = /id="data">([^<]*)</u.exec(page)?.[1] ?? ''
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`
  console.log(
    [
      `${document.steps.length} steps`,
      `document ${(kept - began).toFixed(0)} ms, ${megabytes(statSync(join(folder, `${document.run}.json.gz`)).size)}`,
      `page ${(drawn - kept).toFixed(0)} ms, ${megabytes(page.length)}`,
      `data in it ${megabytes(gunzipSync(Buffer.from(packed, 'base64')).length)}`,
    ].join(' · '),
  )
  rmSync(folder, { recursive: true })
}

for (const steps of [100, 100, 1_000, 10_000]) await measure(steps)
