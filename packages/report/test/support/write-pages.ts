import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { memoryStore } from '@stagewright/core'
import { makeComparePage, makeIndexPage, makeRunPage, type RunDocument } from '@stagewright/report'
import { lineOf } from '../../src/document/run-line.ts'
import { digits } from './digits.ts'
import { documentOf, loaderOf } from './documents.ts'
import { chainOf } from './large.ts'
import { sampleRun } from './sample-run.ts'

// Writes the pages that the browser's test opens into a folder.

const folder = process.argv[2] ?? '.'
const store = memoryStore()
const loadReports = loaderOf(store)
const write = async (name: string, document: RunDocument, before?: RunDocument): Promise<void> =>
  writeFileSync(join(folder, `${name}.html`), await makeRunPage(document, { loadReports, before }))

const first = await documentOf(digits(), store)
await write('first', first)
await write('second', await documentOf(digits({ k: 2 }), store), first)
await write('warm', await documentOf(digits({ k: 2 }), store))
await write('failed', await documentOf(digits({ k: 9, fails: true }), store))
await write('large', chainOf(1_000))

/** The same run after its helper was edited: what `fit` and `score` made of `plain` is different. */
const scale = { before: 'a'.repeat(64), after: 'b'.repeat(64) }
const withScale = (side: 'before' | 'after'): RunDocument => ({
  ...first,
  run: side,
  codes: { ...first.codes, [side]: { 'function fit': 'f'.repeat(64), 'helper scale': scale[side] } },
  steps: first.steps.map((step) => {
    if (step.id !== 'fit@plain' && step.id !== 'score@plain') return step
    const outputs = step.outputs.map((output) => ({
      ...output,
      digest: `${output.name} ${side}`,
      preview: side,
    }))
    return step.stage === 'fit' ? { ...step, code: side, outputs } : { ...step, outputs }
  }),
})
const edited = {
  before: withScale('before'),
  codeTexts: () =>
    new Map([
      [scale.before, '(x) => {\n  return x * "<b>";\n}'],
      [scale.after, '(x) => {\n  return x + "<b>";\n}'],
    ]),
}
writeFileSync(join(folder, 'edited.html'), await makeRunPage(withScale('after'), { loadReports, ...edited }))

const options = { records: 6, epochs: 30, tableRows: 500 } as const
const before = sampleRun({ ...options, run: 'before' })
const sample = sampleRun({ ...options, seed: 1, reused: ['prepare'] })
const broken = sampleRun({ ...options, failing: 2 })
const samplePage = (name: string, { document, load }: typeof sample, earlier?: RunDocument): Promise<void> =>
  makeRunPage(document, { loadReports: load, before: earlier, index: 'index.html' }).then((page) =>
    writeFileSync(join(folder, `${name}.html`), page),
  )
await samplePage('sample', sample, before.document)
await samplePage('broken', broken)
writeFileSync(join(folder, 'compare.html'), await makeComparePage(before.document, sample.document))
const lines = Array.from({ length: 12 }, (_, at) => {
  const { document } = sampleRun({
    records: 3,
    seed: at,
    run: `2026092${at % 10}-${String(at).padStart(6, '0')}-abcdef`,
    startedAt: 1_790_000_000_000 + at * 3_600_000,
    ...(at === 4 ? { failing: 1 } : {}),
  })
  return lineOf({ ...document, experiment: at % 3 === 2 ? 'letters' : 'digits' })
})
writeFileSync(
  join(folder, 'index.html'),
  makeIndexPage({ store: '.stagewright', runs: lines.toReversed(), compare: '/compare/' }),
)
