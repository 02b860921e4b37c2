import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { RunDocument, StepDocument } from '../src/document/run-document.ts'
import type { ShownReports } from '../src/page/page-data.ts'
import { formatBytes, formatDuration, formatTime } from './format.ts'
import { OutcomeMark } from './outcome.tsx'
import { ErrorBox } from './problems.tsx'
import { ReportView } from './report-view.tsx'
import { StepLink, type Choose } from './step-link.tsx'

const most = 30

/** All that is known of one step, beside the page. Escape closes it. */
export const StepDetail = ({
  run,
  step,
  place,
  reports,
  choose,
}: {
  readonly run: RunDocument
  readonly step: StepDocument
  readonly place: number
  readonly reports: readonly ShownReports[]
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
      {step.error !== undefined && <ErrorBox error={step.error} />}
      <dl class="facts">
        {step.startedAt !== undefined && <Fact name="Began">{formatTime(step.startedAt)}</Fact>}
        {step.durationMs !== undefined && <Fact name="Took">{formatDuration(step.durationMs)}</Fact>}
        {step.memoryBytes !== undefined && (
          <Fact name="Memory">{formatBytes(step.memoryBytes)} held by the process</Fact>
        )}
        {step.retries !== undefined && <Fact name="Tried again">{step.retries} times</Fact>}
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
          {told.map((report) => (
            <ReportView report={report} />
          ))}
        </>
      )}
      {step.outputs.length > 0 && (
        <>
          <h3>Outputs</h3>
          <ul class="artifacts">
            {step.outputs.map(({ name, preview, size, format, digest, location }) => (
              <li>
                <strong>{name}</strong>{' '}
                <span class="quiet">
                  {format} {size !== undefined && formatBytes(size)}
                </span>
                {preview !== undefined && <code class="preview">{preview}</code>}
                {digest !== undefined && (
                  <span class="quiet digest">
                    {digest.slice(0, 16)} {location}
                  </span>
                )}
              </li>
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

const Fact = ({
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
