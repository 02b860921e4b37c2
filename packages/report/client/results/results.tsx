import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { StepDocument } from '../../src/document/run-document.ts'
import type { ShownReport, ShownReports } from '../../src/page/page-data.ts'
import { Curves } from '../charts/curves.tsx'
import { colourOf } from '../charts/palette.ts'
import { usePrinting } from '../page/printing.ts'
import { StepLink, type Choose } from '../steps/step-link.tsx'
import { formatNumber, plural, withUnit } from '../text/format.ts'
import { curvesOf, type ReportedCurve } from './curves-of.ts'
import { ReportView } from './report-view.tsx'
import { type ReportedItem, reportedItems } from './reported-items.ts'

const atOnce = 60

/** Everything that was reported, by groups. Numbers of one name are curves, or stand among the metrics. */
export const Results = ({
  reports,
  steps,
  choose,
}: {
  readonly reports: readonly ShownReports[]
  readonly steps: readonly StepDocument[]
  readonly choose: Choose
}): JSX.Element => {
  const isPrinting = usePrinting()
  const [chosen, setShown] = useState(atOnce)
  const items = useMemo(() => reportedItems(reports, steps), [reports, steps])
  const curves = useMemo(() => curvesOf(items), [items])
  // Numbers with a name are among the metrics.
  const rest = useMemo(
    () => items.filter(({ report }) => report.kind !== 'number' || report.name === undefined),
    [items],
  )
  const shown = isPrinting ? rest.length : chosen
  const groups = new Map<string, { curves: ReportedCurve[]; items: ReportedItem[] }>()
  const groupOf = (name: string): { curves: ReportedCurve[]; items: ReportedItem[] } => {
    const known = groups.get(name) ?? { curves: [], items: [] }
    groups.set(name, known)
    return known
  }
  for (const curve of curves) groupOf(curve.group).curves.push(curve)
  for (const item of rest.slice(0, shown)) groupOf(item.report.group ?? '').items.push(item)
  return (
    <section id="results" aria-labelledby="results-title">
      <h2 id="results-title">Results</h2>
      {groups.size === 0 && <p>The numbers that were reported are under Metrics.</p>}
      {[...groups].map(([group, members]) => (
        <div class="group">
          {group !== '' && <h3>{group}</h3>}
          <div class="gallery">
            {members.curves.map((curve) => (
              <CurveView curve={curve} choose={choose} />
            ))}
            {members.items.map((item) => (
              <Exhibit item={item} choose={choose} />
            ))}
          </div>
        </div>
      ))}
      {rest.length > shown && (
        <button type="button" onClick={() => setShown(chosen + atOnce)}>
          Show {Math.min(atOnce, rest.length - shown)} more of {plural(rest.length, 'report')}
        </button>
      )}
    </section>
  )
}

const Exhibit = ({
  item: { step, others, report },
  choose,
}: {
  readonly item: ReportedItem
  readonly choose: Choose
}): JSX.Element => (
  <div class={`card exhibit ${isWide(report) ? 'wide' : ''}`}>
    <ReportView report={report} />
    <p class="quiet source">
      <StepLink id={step.id} choose={choose} />
      {others.length > 0 && ` and ${plural(others.length, 'more step')}`}
    </p>
  </div>
)

/** What needs the whole width to be read. */
const isWide = (report: ShownReport): boolean =>
  (report.kind === 'table' && report.columns.length > 4) ||
  (report.kind === 'plot' && (report.records?.length ?? 0) > 6)

const CurveView = ({
  curve: { name, unit, series },
  choose,
}: {
  readonly curve: ReportedCurve
  readonly choose: Choose
}): JSX.Element => (
  <figure class={`card exhibit ${series.length > 3 ? 'wide' : ''}`}>
    <figcaption>
      {name}
      {series.length === 1 && (
        <span class="last"> {withUnit(formatNumber(series[0]?.last ?? Number.NaN), unit)}</span>
      )}
    </figcaption>
    <Curves
      name={name}
      series={series}
      xLabel="report"
      yLabel={unit === undefined ? name : `${name}, ${unit}`}
    />
    <ul class="ends">
      {series.slice(0, 24).map(({ step, last }, at) => (
        <li>
          <span class="swatch" style={{ background: colourOf(at) }} /> <StepLink id={step} choose={choose} />{' '}
          <span class="number">{withUnit(formatNumber(last), unit)}</span>
        </li>
      ))}
      {series.length > 24 && <li class="quiet">and {series.length - 24} more</li>}
    </ul>
  </figure>
)
