import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeComparePage, makeIndexPage, makeRunPage } from '@stagewright/report'
import { lineOf } from '../../src/document/run-line.ts'
import { sampleRun, type Sample } from './sample-run.ts'

// Writes the pages that people look at, of many sizes, into a folder: `look.ts FOLDER`.

const folder = process.argv[2] ?? '.'
mkdirSync(folder, { recursive: true })
const write = async (name: string, { document, load }: Sample, before?: Sample): Promise<void> => {
  const page = await makeRunPage(document, {
    loadReports: load,
    before: before?.document,
    index: 'index.html',
  })
  writeFileSync(join(folder, `${name}.html`), page)
}
const full = { records: 6, epochs: 40, tableRows: 500 } as const
const before = sampleRun({ ...full, run: '20260920-120000-before' })
await write('small', sampleRun({ records: 4, seed: 1, epochs: 12 }), sampleRun({ records: 4, epochs: 12 }))
await write('full', sampleRun({ ...full, seed: 1, reused: ['prepare'] }), before)
await write('failed', sampleRun({ ...full, failing: 2, seed: 1 }), before)
await write(
  'metrics',
  sampleRun({ records: 24, metrics: 60 }),
  sampleRun({ records: 24, metrics: 60, seed: 1 }),
)
await write('thousand', sampleRun({ records: 400, slots: 8, failing: 77 }))
await write('ten-thousand', sampleRun({ records: 3333, slots: 8 }))
writeFileSync(
  join(folder, 'compare.html'),
  await makeComparePage(before.document, sampleRun({ records: 7, epochs: 40, seed: 2 }).document, {
    index: 'index.html',
  }),
)
const runs = Array.from({ length: 50 }, (_, at) => {
  const startedAt = 1_786_000_000_000 + at * 86_400_000
  const run = `${new Date(startedAt).toISOString().slice(0, 10).replaceAll('-', '')}-120000-${String(at).padStart(6, 'a')}`
  const reused = at % 3 === 0 ? [] : at % 3 === 1 ? ['prepare'] : ['prepare', 'train', 'score', 'compare']
  const { document } = sampleRun({
    records: 4 + (at % 3),
    seed: at / 6,
    reused,
    run,
    startedAt,
    ...(at % 11 === 5 ? { failing: 1 } : {}),
  })
  return { ...lineOf({ ...document, experiment: at % 4 === 3 ? 'letters' : 'digits' }), href: `${run}.html` }
})
writeFileSync(
  join(folder, 'index.html'),
  makeIndexPage({ store: '.stagewright', runs: runs.toReversed(), compare: '/compare/' }),
)
