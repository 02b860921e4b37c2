import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { OutputDocument, RunDocument, StepDocument } from '../../src/document/run-document.ts'
import type { CodeDifferences, ShownReports } from '../../src/page/page-data.ts'
import { pairsOf } from '../../src/compare/code-differences.ts'
import { linkTo } from '../page/address.ts'
import { ErrorBox } from '../page/problems.tsx'
import { Curves } from '../charts/curves.tsx'
import { curvesOf } from '../results/curves-of.ts'
import { ReportView } from '../results/report-view.tsx'
import { formatBytes, formatDuration, formatNumber, formatTime, times, withUnit } from '../text/format.ts'
import { CodeLines } from '../why/code-lines.tsx'
import { MadeFrom } from './made-from.tsx'
import { OutcomeMark } from './outcome.tsx'
import { StepLink, type Choose } from './step-link.tsx'

const most = 30

/** All that is known of one step, beside the page. Escape closes it. */
export const StepDetail = ({
  run,
  step,
  place,
  reports,
  changed,
  code,
  choose,
}: {
  readonly run: RunDocument
  readonly step: StepDocument
  readonly place: number
  readonly reports: readonly ShownReports[]
  /** Names of its outputs that differ from the run before. */
  readonly changed: readonly string[]
  readonly code: CodeDifferences
  readonly choose: Choose
}): JSX.Element => {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    panel.current?.focus({ preventScroll: true })
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') choose(undefined)
    }
    addEventListener('keydown', onKey)
    return () => {
      removeEventListener('keydown', onKey)
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  const feeds = useMemo(() => run.steps.filter(({ dependsOn }) => dependsOn.includes(step.id)), [step.id])
  const told = reports.filter(({ steps }) => steps.includes(place)).flatMap((each) => each.reports)
  const curves = useMemo(
    () => curvesOf(told.map((report) => ({ step, others: [], report }))),
    [step.id, reports],
  )
  const others = told.filter(({ kind, name }) => kind !== 'number' || name === undefined)
  const parts = Object.entries(step.code === undefined ? {} : (run.codes[step.code] ?? {}))
  return (
    <aside class="detail" aria-labelledby="detail-title" tabIndex={-1} ref={panel}>
      <button type="button" class="close" aria-label="Close" onClick={() => choose(undefined)}>
        ✕
      </button>
      <h2 id="detail-title">
        {step.stage} <span class="record">{step.record}</span>
      </h2>
      <p>
        <OutcomeMark outcome={step.outcome} /> {step.explanation}
      </p>
      <CodeLines parts={changedParts(step)} code={code} />
      <p>
        <a href={linkTo('graph', { around: step.id })}>Show it in the graph</a>
      </p>
      {step.blockedBy !== undefined && (
        <p>
          It waits for <StepLink id={step.blockedBy} choose={choose} />, which failed.
        </p>
      )}
      {step.error !== undefined && <ErrorBox error={step.error} />}
      <dl class="facts">
        {step.waitedFor !== undefined && <Fact name="Waited for">{step.waitedFor}</Fact>}
        {step.startedAt !== undefined && <Fact name="Began">{formatTime(step.startedAt)}</Fact>}
        {step.durationMs !== undefined && <Fact name="Took">{formatDuration(step.durationMs)}</Fact>}
        {step.memoryBytes !== undefined && (
          <Fact name="Memory">{formatBytes(step.memoryBytes)} held by the process</Fact>
        )}
        {step.retries !== undefined && <Fact name="Tried again">{times(step.retries)}</Fact>}
        {step.madeBy !== undefined && step.madeBy.run !== run.run && (
          <Fact name="Made by">
            <code>{step.madeBy.run}</code>, {formatTime(step.madeBy.startedAt)}, in{' '}
            {formatDuration(step.madeBy.durationMs)}
          </Fact>
        )}
        {step.params !== undefined && (
          <Fact name="Parameters">
            <code>{step.params}</code>
          </Fact>
        )}
      </dl>
      {told.length > 0 && (
        <>
          <h3>Reported</h3>
          <dl class="facts">
            {(step.numbers ?? []).slice(0, most).map(({ name, value, unit }) => (
              <Fact name={name}>
                <strong>{withUnit(formatNumber(Number(value)), unit)}</strong>
              </Fact>
            ))}
          </dl>
          {curves.map(({ name, series }) => (
            <figure class="report">
              <figcaption>{name}</figcaption>
              <Curves name={name} series={series} xLabel="report" yLabel={name} height={180} />
            </figure>
          ))}
          {others.slice(0, most).map((report) => (
            <ReportView report={report} />
          ))}
          {others.length > most && <p class="quiet">and {others.length - most} more in Results</p>}
        </>
      )}
      {step.outputs.length > 0 && (
        <>
          <h3>Outputs</h3>
          <ul class="artifacts">
            {step.outputs.map((output) => (
              <Output output={output} why={changed.includes(output.name) ? step.id : undefined} />
            ))}
          </ul>
        </>
      )}
      {step.dependsOn.length > 0 && (
        <>
          <h3>Reads</h3>
          <p class="quiet">{[...new Set(step.inputs.map(({ name }) => name))].join(', ')}</p>
          <Links ids={step.dependsOn} choose={choose} />
        </>
      )}
      {feeds.length > 0 && (
        <>
          <h3>Feeds</h3>
          <Links ids={feeds.map(({ id }) => id)} choose={choose} />
        </>
      )}
      {step.reads !== undefined && step.reads.length > 0 && (
        <>
          <h3>Its result depends on</h3>
          <dl class="facts">
            {step.reads.map(({ what, saw }) => (
              <Fact name={what}>
                <code class="preview">{saw}</code>
              </Fact>
            ))}
          </dl>
        </>
      )}
      <MadeFrom run={run} step={step} choose={choose} />
      {parts.length > 0 && (
        <>
          <h3>Code</h3>
          <ul class="plain">
            {parts.map(([name, digest]) => (
              <li>
                {name} <code class="quiet">{digest.slice(0, 10)}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {step.log !== undefined && (
        <>
          <h3>Log</h3>
          <pre tabIndex={0}>{step.log.join('\n')}</pre>
        </>
      )}
    </aside>
  )
}

const Output = ({
  output: { name, preview, size, format, digest, location },
  why,
}: {
  readonly output: OutputDocument
  /** Its step, where it differs from the run before. */
  readonly why: string | undefined
}): JSX.Element => (
  <li>
    <strong>{name}</strong>{' '}
    <span class="quiet">
      {format} {size !== undefined && formatBytes(size)}
    </span>{' '}
    {why !== undefined && <a href={linkTo('changes', { why, output: name })}>why it changed</a>}
    {preview !== undefined && <code class="preview">{preview}</code>}
    {digest !== undefined && (
      <span class="quiet digest" title={digest}>
        {digest.slice(0, 16)} {placeOf(location)}
      </span>
    )}
  </li>
)

const changedParts = ({ reason }: StepDocument) =>
  reason.type === 'changed'
    ? reason.changes.flatMap((change) => (change.type === 'code' ? pairsOf(change) : []))
    : []

/** Small artifacts are rows of the store's index, others files below `artifacts/`. */
const placeOf = (location: string | undefined): string =>
  location === undefined
    ? ''
    : location.startsWith('db:')
      ? "in the store's index"
      : location.replace(/^(?:file|folder):/u, 'artifacts/')

export const Fact = ({
  name,
  children,
}: {
  readonly name: string
  readonly children: ComponentChildren
}): JSX.Element => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

const Links = ({
  ids,
  choose,
}: {
  readonly ids: readonly string[]
  readonly choose: Choose
}): JSX.Element => (
  <ul class="plain">
    {ids.slice(0, most).map((id) => (
      <li>
        <StepLink id={id} choose={choose} />
      </li>
    ))}
    {ids.length > most && <li class="quiet">and {ids.length - most} more</li>}
  </ul>
)
