import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { Comparison } from '../../src/compare/comparison.ts'
import { type Direction, directionOf as usual } from '../../src/metrics/direction.ts'
import type { MeasuredRecord } from '../../src/metrics/metrics-of.ts'
import { Parallel } from '../charts/parallel.tsx'
import { Scatter } from '../charts/scatter.tsx'
import type { Choose } from '../steps/step-link.tsx'
import { bestOf } from './best-of.ts'
import { Choice } from './choice.tsx'
import { MetricTable } from './metric-table.tsx'
import { metricRows, plainValue } from './metric-rows.ts'

/** Axes that parallel coordinates can have and still be read. */
const mostAxes = 12

/** How good the results are, and which parameters made them so. */
export const Metrics = ({
  records,
  comparison,
  choose,
}: {
  readonly records: readonly MeasuredRecord[]
  readonly comparison: Comparison | undefined
  readonly choose: Choose
}): JSX.Element => {
  const rows = useMemo(() => metricRows(records), [records])
  const { metrics, params, shared } = rows
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const directionOf = useMemo(
    () =>
      (metric: string): Direction =>
        turned.has(metric) === (usual(metric) === 'up') ? 'down' : 'up',
    [turned],
  )
  const turn = (metric: string): void =>
    setTurned((before) => {
      const after = new Set(before)
      if (!after.delete(metric)) after.add(metric)
      return after
    })
  const isComparable = records.length > 2 && params.length + metrics.length > 1
  return (
    <section id="metrics" aria-labelledby="metrics-title">
      <h2 id="metrics-title">How good it is</h2>
      {shared.length > 0 && (
        <p class="quiet">
          All records share{' '}
          {shared
            .slice(0, 12)
            .map(([name, value]) => `${name} = ${value}`)
            .join(', ')}
          {shared.length > 12 && ` and ${shared.length - 12} more`}.
        </p>
      )}
      <MetricTable
        rows={rows}
        directionOf={directionOf}
        turn={turn}
        before={comparison?.metricsBefore}
        choose={choose}
      />
      {isComparable && <Against rows={rows} directionOf={directionOf} choose={choose} />}
    </section>
  )
}

const Against = ({
  rows: { records, metrics, params },
  directionOf,
  choose,
}: {
  readonly rows: ReturnType<typeof metricRows>
  readonly directionOf: (metric: string) => Direction
  readonly choose: Choose
}): JSX.Element => {
  const [metric, setMetric] = useState(metrics[0] ?? '')
  const [other, setOther] = useState(params[0] ?? metrics[1] ?? '')
  const best = bestOf(records, metric, directionOf(metric))
  const valueOf = ({ params, values }: MeasuredRecord, name: string): number | string | undefined =>
    values.get(name)?.value ?? plainValue(params.get(name))
  const dots = useMemo(
    () =>
      records.flatMap((each) => {
        const [x, y] = [valueOf(each, other), each.values.get(metric)?.value]
        return x === undefined || y === undefined || !Number.isFinite(y)
          ? []
          : [{ name: each.record, x, y, isBest: y === best }]
      }),
    [records, metric, other, best],
  )
  const axes = useMemo(
    () => [...params, metric, ...metrics.filter((each) => each !== metric)].slice(0, mostAxes),
    [params, metrics, metric],
  )
  const strands = useMemo(
    () =>
      records.map((each) => ({
        name: each.record,
        values: axes.map((axis) => valueOf(each, axis)),
        isBest: best !== undefined && each.values.get(metric)?.value === best,
      })),
    [records, axes, metric, best],
  )
  const open = (record: string): void => {
    choose(records.find((each) => each.record === record)?.values.get(metric)?.step)
  }
  return (
    <>
      <div class="tools">
        <Choice name="Metric" value={metric} options={metrics} choose={setMetric} />
        <Choice name="against" value={other} options={[...params, ...metrics]} choose={setOther} />
      </div>
      <div class="pair">
        <figure class="card">
          <figcaption>
            {metric} against {other}
          </figcaption>
          <Scatter dots={dots} xLabel={other} yLabel={metric} open={open} />
        </figure>
        <figure class={`card ${axes.length > 4 ? 'wide' : ''}`}>
          <figcaption>All parameters and metrics{best !== undefined && '; the best is bold'}</figcaption>
          <Parallel axes={axes} strands={strands} open={open} />
        </figure>
      </div>
    </>
  )
}
