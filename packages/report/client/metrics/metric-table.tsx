import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Comparison } from '../../src/compare/comparison.ts'
import { type Direction, isBetter } from '../../src/metrics/direction.ts'
import type { MeasuredRecord } from '../../src/metrics/metrics-of.ts'
import type { Choose } from '../steps/step-link.tsx'
import type { Column } from '../tables/column.ts'
import { DataTable } from '../tables/data-table.tsx'
import { formatChange, formatNumber, withUnit } from '../text/format.ts'
import { bestOf } from './best-of.ts'
import { type MetricRows, plainValue } from './metric-rows.ts'

/** A row for each record: its parameters, and its metrics with the best marked and what changed since the run before. */
export const MetricTable = ({
  rows,
  directionOf,
  turn,
  before,
  choose,
}: {
  readonly rows: MetricRows
  readonly directionOf: (metric: string) => Direction
  readonly turn: (metric: string) => void
  readonly before: Comparison['metricsBefore'] | undefined
  readonly choose: Choose
}): JSX.Element => {
  const { records, metrics, params } = rows
  const columns = useMemo(
    (): readonly Column<MeasuredRecord>[] => [
      { name: 'record', value: ({ record }) => record, isHeader: true },
      ...params.map((name): Column<MeasuredRecord> => {
        const value = ({ params }: MeasuredRecord): number | string | undefined =>
          plainValue(params.get(name))
        return { name, value, isNumber: records.every((each) => typeof (value(each) ?? 0) === 'number') }
      }),
      ...metrics.map((metric): Column<MeasuredRecord> => {
        const direction = directionOf(metric)
        const best = bestOf(records, metric, direction)
        return {
          name: metric,
          isNumber: true,
          width: Math.max(metric.length + 7, before === undefined ? 13 : 19),
          value: ({ values }) => values.get(metric)?.value,
          tools: (
            <button
              type="button"
              class="turn"
              title={`${direction === 'up' ? 'More' : 'Less'} is better. Click to turn.`}
              aria-label={`${metric}: ${direction === 'up' ? 'more' : 'less'} is better. Turn.`}
              onClick={() => turn(metric)}
            >
              {direction === 'up' ? '↑' : '↓'}
            </button>
          ),
          view: ({ record, values }) => {
            const measured = values.get(metric)
            if (measured === undefined) return ''
            const { value, unit, step } = measured
            const was = valueBefore(before, record, metric)
            const text = withUnit(formatNumber(value), unit)
            return (
              <>
                {was !== undefined && !Object.is(was, value) && (
                  <Change change={value - was} isBetter={isBetter(direction, value, was)} />
                )}
                <button
                  type="button"
                  class={`step-link ${value === best ? 'best' : ''}`}
                  title={step}
                  onClick={() => choose(step)}
                >
                  {value === best && (
                    <span role="img" aria-label="best">
                      ★{' '}
                    </span>
                  )}
                  {text}
                </button>
              </>
            )
          },
        }
      }),
    ],
    [rows, directionOf, before],
  )
  const [first] = metrics
  const order =
    first === undefined || records.length < 2
      ? undefined
      : ({
          column: 1 + params.length,
          direction: directionOf(first) === 'up' ? 'descending' : 'ascending',
        } as const)
  return (
    <DataTable
      name="Metrics by record"
      columns={columns}
      rows={records}
      {...(order === undefined ? {} : { order })}
    />
  )
}

const Change = ({
  change,
  isBetter,
}: {
  readonly change: number
  readonly isBetter: boolean
}): JSX.Element => (
  <span class={`change ${isBetter ? 'is-better' : 'is-worse'}`} title="Since the run before">
    {formatChange(Number(change.toPrecision(3)))}
    <span class="hidden">{isBetter ? ' better' : ' worse'}</span>{' '}
  </span>
)

const valueBefore = (
  before: Comparison['metricsBefore'] | undefined,
  record: string,
  metric: string,
): number | undefined => {
  if (before === undefined || !Object.hasOwn(before, record)) return undefined
  const values = before[record]
  return values !== undefined && Object.hasOwn(values, metric) ? values[metric] : undefined
}
