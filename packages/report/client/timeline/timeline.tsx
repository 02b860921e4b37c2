import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { RunDocument } from '../../src/document/run-document.ts'
import { coloursOf } from '../charts/palette.ts'
import { Legend } from '../charts/legend.tsx'
import { StepLink, type Choose } from '../steps/step-link.tsx'
import type { Column } from '../tables/column.ts'
import { DataTable } from '../tables/data-table.tsx'
import { formatDuration, plural } from '../text/format.ts'
import { type Bar, type Bars, barsOf } from './bars.ts'
import { criticalPath } from './critical-path.ts'
import { Lanes } from './lanes.tsx'
import { waitOf } from './wait-of.ts'

/** Stages whose colours a legend can tell apart. */
const mostInLegend = 10

/** Where the time went: what went on at once, what the run's length is made of, and what waited. */
export const Timeline = ({
  run,
  chosen,
  choose,
}: {
  readonly run: RunDocument
  readonly chosen: string | undefined
  readonly choose: Choose
}): JSX.Element => {
  const all = useMemo(() => barsOf(run), [run])
  const { bars, lanes, slots, endsAt } = all
  const path = useMemo(() => criticalPath(bars), [bars])
  const colours = useMemo(() => coloursOf([...new Set(bars.map(({ stage }) => stage))]), [bars])
  if (bars.length === 0)
    return (
      <section id="timeline" aria-labelledby="timeline-title">
        <h2 id="timeline-title">Where the time went</h2>
        <p>No function was called, so there is nothing to draw.</p>
      </section>
    )
  const busy = bars.reduce((sum, { from, to }) => sum + to - from, 0)
  const inPath = path.reduce((sum, { from, to }) => sum + to - from, 0)
  return (
    <section id="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">Where the time went</h2>
      <p>
        {plural(bars.length, 'call')} took {formatDuration(busy)} in {formatDuration(endsAt)}
        {slots > 1 && `, ${slots} at once`}. The critical path has {plural(path.length, 'step')}, and their
        functions took {formatDuration(inPath)} of it
        {endsAt - inPath > endsAt * 0.05 && `; for the other ${formatDuration(endsAt - inPath)} it waited`}.
      </p>
      <Lanes
        bars={bars}
        lanes={lanes}
        endsAt={endsAt}
        path={path}
        colours={colours}
        chosen={chosen}
        choose={choose}
      />
      {colours.size > 1 && colours.size <= mostInLegend && <Legend colours={colours} />}
      <h3>Critical path</h3>
      <ol class="path">
        {path.slice(0, 40).map((bar) => (
          <li>
            <StepLink id={bar.id} choose={choose} /> {formatDuration(bar.to - bar.from)}
            <Waited bar={bar} all={all} />
          </li>
        ))}
        {path.length > 40 && <li class="quiet">and {plural(path.length - 40, 'more step')}</li>}
      </ol>
      <h3>Calls</h3>
      <Calls all={all} path={path} choose={choose} />
    </section>
  )
}

const Waited = ({ bar, all }: { readonly bar: Bar; readonly all: Bars }): JSX.Element | null => {
  const wait = waitOf(bar, all)
  return wait === undefined ? null : (
    <span class="quiet">
      , after {formatDuration(wait.ms)} of waiting for {wait.for}
    </span>
  )
}

const Calls = ({
  all,
  path,
  choose,
}: {
  readonly all: Bars
  readonly path: readonly Bar[]
  readonly choose: Choose
}): JSX.Element => {
  const columns = useMemo((): readonly Column<Bar>[] => {
    const critical = new Map(path.map((bar, at) => [bar, at + 1]))
    return [
      {
        name: 'step',
        value: ({ id }) => id,
        view: ({ id }) => <StepLink id={id} choose={choose} />,
        isHeader: true,
      },
      duration('began after', ({ from }) => from),
      duration('time', ({ from, to }) => to - from),
      duration('waited', ({ from, ready }) => Math.max(0, from - ready)),
      { name: 'waited for', value: (bar) => waitOf(bar, all)?.for, width: 34 },
      {
        name: 'critical path',
        value: (bar) => critical.get(bar),
        view: (bar) => (critical.has(bar) ? `step ${critical.get(bar)}` : ''),
        width: 15,
      },
    ]
  }, [all, path])
  return (
    <DataTable
      name="Calls"
      columns={columns}
      rows={all.bars}
      order={{ column: 2, direction: 'descending' }}
    />
  )
}

const duration = (name: string, value: (bar: Bar) => number): Column<Bar> => ({
  name,
  value,
  view: (bar) => formatDuration(value(bar)),
  isNumber: true,
  width: 15,
})
