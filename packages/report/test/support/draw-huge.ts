import type { PlotReport } from '@stagewright/core'
import { makeShow } from '../../src/page/show-report.ts'

// Draws plots that would take a process down if they were drawn as they ask, and tells what came of each.

const plot = (rows: number, options: object, mark: object = {}): PlotReport => ({
  kind: 'plot',
  data: Array.from({ length: rows }, (_, at) => ({ at, value: at % 97 })),
  marks: [{ mark: 'dot', x: 'at', y: 'value', ...mark }],
  ...options,
})

const plots: Readonly<Record<string, PlotReport>> = {
  'a billion pixels': plot(10, { width: 1e9, height: 1e9 }),
  'a hair': plot(10, { width: 0.001, height: 0.001 }),
  'a billion ticks': plot(10, { x: { ticks: 1e9, interval: 1e-9 } }),
  'a million rows': plot(1e6, {}),
  'a thousand facets': plot(1000, {}, { fx: 'at' }),
}

const show = makeShow()
const drawn: Record<string, string> = {}
for (const [name, report] of Object.entries(plots)) {
  const shown = await show(report)
  if (shown.kind === 'note') drawn[name] = shown.text
  if (shown.kind !== 'plot') continue
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/u.exec(shown.html) ?? []
  drawn[name] = `${width} x ${height}, ${Math.round(shown.html.length / 1000)} kB`
}
process.stdout.write(JSON.stringify(drawn))
