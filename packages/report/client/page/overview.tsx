import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Comparison } from '../../src/compare/comparison.ts'
import type { RunDocument } from '../../src/document/run-document.ts'
import { directionOf, isBetter } from '../../src/metrics/direction.ts'
import type { MeasuredRecord } from '../../src/metrics/metrics-of.ts'
import { bestOf } from '../metrics/best-of.ts'
import { metricNames } from '../metrics/metric-rows.ts'
import type { Choose } from '../steps/step-link.tsx'
import { formatChange, formatDuration, formatShort, plural, withUnit } from '../text/format.ts'
import { barsOf } from '../timeline/bars.ts'
import { criticalPath } from '../timeline/critical-path.ts'
import { Reasons } from '../why/reasons.tsx'
import { linkTo } from './address.ts'
import { Problems } from './problems.tsx'

/** What someone wants to know within ten seconds: what failed, how good it is, what changed, why, and what it cost. */
export const Overview = ({
  run,
  records,
  comparison,
  choose,
}: {
  readonly run: RunDocument
  readonly records: readonly MeasuredRecord[]
  readonly comparison: Comparison | undefined
  readonly choose: Choose
}): JSX.Element => (
  <>
    <Problems run={run} choose={choose} />
    <div class="pair">
      <div>
        {records.length > 0 && <Headlines records={records} comparison={comparison} choose={choose} />}
        {comparison !== undefined && <Changed comparison={comparison} />}
      </div>
      <Costs run={run} />
    </div>
    <Reasons run={run} choose={choose} />
  </>
)

const mostHeadlines = 6

/** The best of each metric, and how that changed. */
const Headlines = ({
  records,
  comparison,
  choose,
}: {
  readonly records: readonly MeasuredRecord[]
  readonly comparison: Comparison | undefined
  readonly choose: Choose
}): JSX.Element => {
  const metrics = useMemo(() => metricNames(records), [records])
  return (
    <section aria-labelledby="good-title">
      <h2 id="good-title">How good it is</h2>
      <dl class="headlines">
        {metrics.slice(0, mostHeadlines).map((metric) => (
          <Headline metric={metric} records={records} comparison={comparison} choose={choose} />
        ))}
      </dl>
      <p>
        <a href={linkTo('metrics')}>
          {metrics.length > mostHeadlines
            ? `All ${metrics.length} metrics of ${plural(records.length, 'record')}`
            : `${plural(records.length, 'record')} side by side`}
        </a>
      </p>
    </section>
  )
}

const Headline = ({
  metric,
  records,
  comparison,
  choose,
}: {
  readonly metric: string
  readonly records: readonly MeasuredRecord[]
  readonly comparison: Comparison | undefined
  readonly choose: Choose
}): JSX.Element | null => {
  const direction = directionOf(metric)
  const told = records.filter(({ values }) => values.has(metric))
  const best = bestOf(told, metric, direction) ?? told[0]?.values.get(metric)?.value
  const holder = told.find(({ values }) => values.get(metric)?.value === best)
  const measured = holder?.values.get(metric)
  if (best === undefined || holder === undefined || measured === undefined) return null
  const before = bestBefore(comparison, metric, direction)
  return (
    <>
      <dt>{told.length > 1 ? `best ${metric}` : metric}</dt>
      <dd>
        <strong>{withUnit(formatShort(best), measured.unit)}</strong>{' '}
        {before !== undefined && !Object.is(before, best) && (
          <span class={`change ${isBetter(direction, best, before) ? 'is-better' : 'is-worse'}`}>
            {formatChange(Number((best - before).toPrecision(3)))}
          </span>
        )}{' '}
        <button type="button" class="step-link quiet" onClick={() => choose(measured.step)}>
          {holder.record}
        </button>
      </dd>
    </>
  )
}

const bestBefore = (
  comparison: Comparison | undefined,
  metric: string,
  direction: ReturnType<typeof directionOf>,
): number | undefined => {
  let best: number | undefined
  for (const values of Object.values(comparison?.metricsBefore ?? {})) {
    const value = Object.hasOwn(values, metric) ? values[metric] : undefined
    if (value !== undefined && (best === undefined || isBetter(direction, value, best))) best = value
  }
  return best
}

const Changed = ({ comparison }: { readonly comparison: Comparison }): JSX.Element => {
  const { changed, same, missing, code, added, removed } = comparison
  const names = [...new Set(code.map(({ part }) => part))]
  const parts = [
    ...(code.length === 0
      ? []
      : [`code: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`]),
    ...(changed.length === 0 ? [] : [plural(changed.length, 'artifact')]),
    ...(added.length === 0 ? [] : [plural(added.length, 'new step')]),
    ...(removed.length === 0 ? [] : [`${plural(removed.length, 'step')} gone`]),
    ...(missing.length === 0 ? [] : [`${plural(missing.length, 'step')} without results now`]),
  ]
  return (
    <section aria-labelledby="changed-title">
      <h2 id="changed-title">What changed since the run before</h2>
      {parts.length === 0 ? (
        <p>
          {same === 0
            ? 'There is no artifact to compare.'
            : `Nothing: ${plural(same, 'artifact')}, all the same.`}
        </p>
      ) : (
        <ul class="plain">
          {parts.map((part) => (
            <li>{part}</li>
          ))}
        </ul>
      )}
      <p>
        <a href={linkTo('changes')}>Everything that changed</a>
      </p>
    </section>
  )
}

const mostStages = 8

/** What the time went to, by stage. */
const Costs = ({ run }: { readonly run: RunDocument }): JSX.Element => {
  const { bars, endsAt } = useMemo(() => barsOf(run), [run])
  const path = useMemo(() => criticalPath(bars), [bars])
  const stages = useMemo(() => {
    const sums = new Map<string, { ms: number; calls: number }>()
    for (const { stage, from, to } of bars) {
      const sum = sums.get(stage) ?? { ms: 0, calls: 0 }
      sum.ms += to - from
      sum.calls++
      sums.set(stage, sum)
    }
    return [...sums].toSorted(([, a], [, b]) => b.ms - a.ms)
  }, [bars])
  const most = stages[0]?.[1].ms ?? 1
  const longest = path.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
  return (
    <section aria-labelledby="cost-title">
      <h2 id="cost-title">Where the time went</h2>
      {stages.length === 0 && <p>No function was called.</p>}
      <dl class="bars">
        {stages.slice(0, mostStages).map(([stage, { ms, calls }]) => (
          <>
            <dt title={stage}>{stage}</dt>
            <dd>
              <span class="meter">
                <span style={{ width: `${(100 * ms) / Math.max(1, most)}%` }} />
              </span>{' '}
              {formatDuration(ms)} <span class="quiet">{plural(calls, 'call')}</span>
            </dd>
          </>
        ))}
      </dl>
      {stages.length > mostStages && (
        <p class="quiet">and {plural(stages.length - mostStages, 'more stage')}</p>
      )}
      {longest !== undefined && (
        <p>
          The run took {formatDuration(endsAt)}; on its critical path{' '}
          <a href={linkTo('timeline', { step: longest.id })}>{longest.id}</a> took longest,{' '}
          {formatDuration(longest.to - longest.from)}. <a href={linkTo('timeline')}>Timeline</a>
        </p>
      )}
    </section>
  )
}
