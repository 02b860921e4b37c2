import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { RunLine } from '../../src/document/run-line.ts'
import { Curves, type Series } from '../charts/curves.tsx'
import { Choice } from '../metrics/choice.tsx'
import { formatDuration, formatNumber, formatTime } from '../text/format.ts'

/** How runs went over time: how long they took and saved, what they reused, and a metric. */
export const Trends = ({ runs }: { readonly runs: readonly RunLine[] }): JSX.Element | null => {
  const ended = useMemo(() => runs.filter(({ status }) => status !== 'running').toReversed(), [runs])
  const metrics = useMemo(
    () => [...new Set(ended.flatMap(({ metrics }) => metrics.map(({ name }) => name)))],
    [ended],
  )
  const [chosen, setMetric] = useState<string | undefined>()
  const metric = chosen !== undefined && metrics.includes(chosen) ? chosen : metrics[0]
  if (ended.length < 3) return null
  const along = (
    name: string,
    value: (line: RunLine) => number,
    isOne: (line: RunLine) => boolean = () => true,
  ): Series => ({
    name,
    points: ended.flatMap((line, x) =>
      isOne(line) ? [{ x, y: value(line), label: `${line.run}, ${formatTime(line.startedAt)}` }] : [],
    ),
  })
  // Runs of several experiments are no one line.
  const each = (value: (line: RunLine) => number, name: string): readonly Series[] => {
    const experiments = [...new Set(ended.map(({ experiment }) => experiment))]
    return experiments.length === 1
      ? [along(name, value)]
      : experiments.map((one) => along(one, value, ({ experiment }) => experiment === one))
  }
  const share = ({ counts }: RunLine): number => {
    const hits = counts.reused + counts.skipped
    const all = hits + counts.ran + counts.failed
    return all === 0 ? Number.NaN : (100 * hits) / all
  }
  return (
    <section id="trends" aria-labelledby="trends-title">
      <h2 id="trends-title">Over time</h2>
      <div class="trio">
        {metric !== undefined && (
          <figure class="card">
            <figcaption>
              <Choice name="Metric" value={metric} options={metrics} choose={setMetric} />
            </figcaption>
            <Curves
              name={metric}
              series={metricSeries(ended, metric)}
              xLabel="runs, the newest last"
              yLabel={metric}
              show={formatNumber}
              labels={[]}
              height={190}
            />
          </figure>
        )}
        <figure class="card">
          <figcaption>Time</figcaption>
          <Curves
            name="Time"
            series={each(({ durationMs }) => durationMs, 'took')}
            xLabel="runs, the newest last"
            yLabel="took"
            show={formatDuration}
            labels={[]}
            height={190}
          />
        </figure>
        <figure class="card">
          <figcaption>Steps that did not have to run</figcaption>
          <Curves
            name="Reused and skipped"
            series={each(share, 'reused or skipped')}
            xLabel="runs, the newest last"
            yLabel="% of steps"
            show={(value) => `${Math.round(value)}%`}
            labels={[]}
            height={190}
          />
        </figure>
        <figure class="card">
          <figcaption>Time saved</figcaption>
          <Curves
            name="Time saved"
            series={each(({ savedMs }) => savedMs, 'saved')}
            xLabel="runs, the newest last"
            yLabel="saved"
            show={formatDuration}
            labels={[]}
            height={190}
          />
        </figure>
      </div>
    </section>
  )
}

/** A line for each record where there are few, otherwise the least, the mean and the most of all. */
const metricSeries = (runs: readonly RunLine[], metric: string): readonly Series[] => {
  const told = runs.flatMap((line, x) => {
    const found = line.metrics.find(({ name }) => name === metric)
    return found === undefined ? [] : [{ x, found, label: `${line.run}, ${formatTime(line.startedAt)}` }]
  })
  const records = new Set(told.flatMap(({ found }) => Object.keys(found.records ?? {})))
  if (records.size > 0 && records.size <= 12 && told.every(({ found }) => found.records !== undefined))
    return [...records].map((record) => ({
      name: record,
      points: told.flatMap(({ x, found, label }) => {
        const y = found.records?.[record]
        return y === undefined ? [] : [{ x, y, label }]
      }),
    }))
  return (['max', 'mean', 'min'] as const).map((name) => ({
    name,
    points: told.map(({ x, found, label }) => ({ x, y: found[name], label })),
  }))
}
