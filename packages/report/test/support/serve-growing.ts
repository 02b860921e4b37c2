import { createInterface } from 'node:readline'
import { serveRuns, startLive } from '@stagewright/report'
import { chainOf } from './large.ts'

// Serves a run that goes on. For each line that it reads it tells of 2 MB of changes, and then how much memory it holds.

const folder = process.argv[2] ?? '.'
const document = { ...chainOf(2000), status: 'running' as const }
const tell = startLive(folder, document)
const { url } = await serveRuns({
  folder,
  store: 's',
  openReports: async () => ({ load: async () => [], close: async () => {} }),
})
process.stdout.write(JSON.stringify({ url, run: document.run }))
const { steps, codes, environment: _, reproduce: __, ...head } = document
for await (const _line of createInterface({ input: process.stdin })) {
  tell({ head, codes, steps: steps.map((step, at) => [at, step] as const) })
  await new Promise((resolve) => setTimeout(resolve, 500))
  process.stdout.write(`${process.memoryUsage().rss}`)
}
