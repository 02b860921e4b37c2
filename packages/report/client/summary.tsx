import type { JSX } from 'preact'
import type { RunDocument, StepOutcome } from '../src/document/run-document.ts'
import { formatBytes, formatDuration, formatTime, plural } from './format.ts'
import { outcomes, StatusMark } from './outcome.tsx'

/** Where the run stands, at a glance. */
export const Summary = ({
  run,
  index,
}: {
  readonly run: RunDocument
  readonly index: string | undefined
}): JSX.Element => {
  const savedMs = run.steps.reduce(
    (sum, { outcome, madeBy }) =>
      outcome === 'reused' || outcome === 'skipped' ? sum + (madeBy?.durationMs ?? 0) : sum,
    0,
  )
  // The keys of the record of words are the outcomes.
  const told = (Object.keys(outcomes) as StepOutcome[]).filter((outcome) => run.counts[outcome] > 0)
  return (
    <header class="summary">
      {index !== undefined && (
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
            <dd>{run.counts[outcome].toLocaleString('en-GB')}</dd>
          </div>
        ))}
        <div class="tile">
          <dt>time</dt>
          <dd>{formatDuration(run.durationMs)}</dd>
        </div>
        {savedMs > 0 && (
          <div class="tile" title="What reused and skipped steps took when they ran">
            <dt>saved</dt>
            <dd>{formatDuration(savedMs)}</dd>
          </div>
        )}
        {run.peakMemoryBytes !== undefined && (
          <div class="tile" title="The most that the process held when a step had finished">
            <dt>memory</dt>
            <dd>{formatBytes(run.peakMemoryBytes)}</dd>
          </div>
        )}
      </dl>
      <div
        class="bar"
        role="img"
        aria-label={told.map((each) => plural(run.counts[each], `step`) + ` ${each}`).join(', ')}
      >
        {told.map((outcome) => (
          <span class={`is-${outcome}`} style={{ flexGrow: run.counts[outcome] }} />
        ))}
      </div>
    </header>
  )
}
