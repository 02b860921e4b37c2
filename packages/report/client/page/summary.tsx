import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { RunDocument } from '../../src/document/run-document.ts'
import { savedBy } from '../../src/document/run-line.ts'
import { StatusMark } from '../steps/outcome.tsx'
import { outcomeNames, outcomes } from '../steps/outcomes.ts'
import { formatBytes, formatDuration, formatTime, plural } from '../text/format.ts'
import { linkTo } from './address.ts'

/** Where the run stands, at a glance. */
export const Summary = ({
  run,
  index,
  isBrief,
}: {
  readonly run: RunDocument
  readonly index: string | undefined
  /** On a small screen there is room for one thing. */
  readonly isBrief: boolean
}): JSX.Element => {
  const savedMs = useMemo(() => savedBy(run.steps), [run.steps])
  const told = outcomeNames.filter((outcome) => (run.counts[outcome] ?? 0) > 0)
  return (
    <header class={`summary ${isBrief ? 'brief' : ''}`}>
      {index !== undefined && isThere(index) && (
        <a class="back" href={index}>
          ← All runs
        </a>
      )}
      <h1>
        {run.experiment} <StatusMark status={run.status} />
      </h1>
      <p class="quiet">
        <code>{run.run}</code> · {formatTime(run.startedAt)} · {run.file}
      </p>
      <dl class="tiles" aria-live="polite">
        {told.map((outcome) => (
          <div class={`tile is-${outcome}`} title={outcomes[outcome]}>
            <dt>{outcome}</dt>
            <dd>
              <a href={linkTo('steps', { only: outcome })}>{run.counts[outcome].toLocaleString('en-GB')}</a>
            </dd>
          </div>
        ))}
        <div class="tile">
          <dt>time</dt>
          <dd>{formatDuration(run.durationMs)}</dd>
        </div>
        {savedMs > 0 && (
          <div class="tile" title="What the reused and skipped steps took when they ran">
            <dt>saved</dt>
            <dd>{formatDuration(savedMs)}</dd>
          </div>
        )}
        {run.peakMemoryBytes !== undefined && (
          <div class="tile" title="The most that the process held when a step had finished">
            <dt>peak memory</dt>
            <dd>{formatBytes(run.peakMemoryBytes)}</dd>
          </div>
        )}
      </dl>
      <div
        class="bar"
        role="img"
        aria-label={told.map((each) => `${plural(run.counts[each], 'step')} ${each}`).join(', ')}
      >
        {told.map((outcome) => (
          <span class={`is-${outcome}`} style={{ flexGrow: run.counts[outcome] }} />
        ))}
      </div>
    </header>
  )
}

/** A report that was mailed stands in another folder than the list of runs. */
const isThere = (index: string): boolean =>
  location.protocol !== 'file:' || index.startsWith('/') || /\/reports\/[^/]+$/u.test(location.pathname)
