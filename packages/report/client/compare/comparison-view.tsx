import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type {
  ChangedCode,
  ChangedMetric,
  ChangedOutput,
  ChangedStep,
  Comparison,
} from '../../src/compare/comparison.ts'
import type { CodeDifferences, ShownCause, ShownChange } from '../../src/page/page-data.ts'
import { directionOf, isBetter } from '../../src/metrics/direction.ts'
import { linkTo, usePlace } from '../page/address.ts'
import { OutcomeMark } from '../steps/outcome.tsx'
import { StepLink, type Choose } from '../steps/step-link.tsx'
import type { Column } from '../tables/column.ts'
import { DataTable } from '../tables/data-table.tsx'
import { formatChange, formatDuration, plural } from '../text/format.ts'
import { CodeLines } from '../why/code-lines.tsx'
import { WhyChanged } from '../why/why-changed.tsx'

/** What is different between two runs: metrics, code, artifacts, steps. `choose` opens a step of the later one. */
export const ComparisonView = ({
  comparison,
  changes,
  code: differences,
  choose,
}: {
  readonly comparison: Comparison
  readonly changes: readonly ShownChange[]
  readonly code: CodeDifferences
  readonly choose: Choose | undefined
}): JSX.Element => {
  const { added, removed, changed, same, missing, metrics, code, steps } = comparison
  const stepColumn = useMemo(
    () =>
      <Row,>(id: (row: Row) => string): Column<Row> => ({
        name: 'step',
        isHeader: true,
        value: id,
        ...(choose === undefined ? {} : { view: (row) => <StepLink id={id(row)} choose={choose} /> }),
      }),
    [choose],
  )
  const outputColumns = useMemo(
    (): readonly Column<ChangedOutput>[] => [
      stepColumn(({ step }) => step),
      { name: 'output', value: ({ output }) => output },
      {
        name: 'before',
        value: ({ before }) => before,
        view: ({ before }) => <code>{before}</code>,
        width: 40,
      },
      { name: 'now', value: ({ after }) => after, view: ({ after }) => <code>{after}</code>, width: 40 },
      {
        name: 'why',
        value: () => 'why',
        view: ({ step, output }) => <a href={linkTo('changes', { why: step, output })}>why</a>,
      },
    ],
    [stepColumn],
  )
  const stepColumns = useMemo(
    (): readonly Column<ChangedStep>[] => [
      stepColumn(({ id }) => id),
      {
        name: 'before',
        value: ({ before }) => before.outcome,
        view: ({ before }) => <Side side={before} />,
        width: 44,
      },
      {
        name: 'now',
        value: ({ after }) => after.outcome,
        view: ({ after }) => <Side side={after} />,
        width: 44,
      },
    ],
    [stepColumn],
  )
  const [{ settings }] = usePlace()
  const asked = { step: settings.get('why') ?? '', output: settings.get('output') ?? '' }
  const isSame = changed.length + added.length + removed.length + missing.length + metrics.length === 0
  return (
    <>
      <ul class="plain counts">
        {changed.length > 0 && <li>{plural(changed.length, 'artifact')} came out differently</li>}
        {same > 0 && <li>{plural(same, 'artifact')} came out the same</li>}
        {missing.length > 0 && (
          <li>
            {plural(missing.length, 'step')} had results before and {missing.length === 1 ? 'has' : 'have'}{' '}
            none now
          </li>
        )}
        {added.length > 0 && <li>{plural(added.length, 'step')} are new</li>}
        {removed.length > 0 && <li>{plural(removed.length, 'step')} are gone</li>}
        {isSame && same === 0 && <li>There is no artifact to compare.</li>}
      </ul>
      {asked.step !== '' && (
        <WhyChanged artifact={asked} changes={changes} code={differences} choose={choose} />
      )}
      {metrics.length > 0 && (
        <>
          <h3>Metrics</h3>
          <DataTable name="Metrics that changed" columns={metricColumns} rows={metrics} />
        </>
      )}
      {code.length > 0 && (
        <>
          <h3>Code</h3>
          <DataTable name="Code that changed" columns={codeColumns} rows={code} />
          <CodeLines parts={distinct(code)} code={differences} />
        </>
      )}
      {changed.length > 0 && (
        <>
          <h3>Artifacts</h3>
          <DataTable name="Artifacts that changed" columns={outputColumns} rows={changed} />
        </>
      )}
      {steps.length > 0 && (
        <>
          <h3>Steps that went differently</h3>
          <DataTable name="Steps that went differently" columns={stepColumns} rows={steps} />
        </>
      )}
      <Ids title="New steps" ids={added} choose={choose} />
      <Ids title="Steps without results now" ids={missing} choose={choose} />
      <Ids title="Steps that are gone" ids={removed} choose={undefined} />
    </>
  )
}

const Side = ({
  side: { outcome, durationMs, params },
}: {
  readonly side: ChangedStep['before']
}): JSX.Element => (
  <>
    <OutcomeMark outcome={outcome} />{' '}
    {durationMs !== undefined && <span class="quiet">{formatDuration(durationMs)} </span>}
    {params !== undefined && <code>{params}</code>}
  </>
)

const metricColumns: readonly Column<ChangedMetric>[] = [
  { name: 'record', isHeader: true, value: ({ record }) => record },
  { name: 'metric', value: ({ metric }) => metric },
  { name: 'before', isNumber: true, value: ({ before }) => before },
  { name: 'now', isNumber: true, value: ({ after }) => after },
  {
    name: 'change',
    isNumber: true,
    value: ({ before, after }) =>
      before === undefined || after === undefined ? undefined : Number((after - before).toPrecision(6)),
    view: ({ metric, before, after }) =>
      before === undefined || after === undefined ? (
        before === undefined ? (
          'new'
        ) : (
          'gone'
        )
      ) : (
        <span class={`change ${isBetter(directionOf(metric), after, before) ? 'is-better' : 'is-worse'}`}>
          {formatChange(Number((after - before).toPrecision(4)))}
        </span>
      ),
  },
]

/** Parts that several stages reach, once. */
const distinct = (code: readonly ChangedCode[]): NonNullable<ShownCause['code']> => [
  ...new Map(code.flatMap(({ part, pair }) => (pair === undefined ? [] : [[pair, { part, pair }]]))).values(),
]

const codeColumns: readonly Column<ChangedCode>[] = [
  { name: 'stage', isHeader: true, value: ({ stage }) => stage },
  { name: 'part of its code', value: ({ part }) => part },
  { name: 'what happened', value: ({ change }) => change },
]

const most = 60

const Ids = ({
  title,
  ids,
  choose,
}: {
  readonly title: string
  readonly ids: readonly string[]
  readonly choose: Choose | undefined
}): JSX.Element | null =>
  ids.length === 0 ? null : (
    <details>
      <summary>
        {title}: {ids.length.toLocaleString('en-GB')}
      </summary>
      <p>
        {ids.slice(0, most).map((id) => (
          <>{choose === undefined ? <code>{id}</code> : <StepLink id={id} choose={choose} />} </>
        ))}
        {ids.length > most && <span class="quiet">and {ids.length - most} more</span>}
      </p>
    </details>
  )
