import type { JSX } from 'preact'
import type { ErrorDocument, RunDocument } from '../../src/document/run-document.ts'
import { StepLink, type Choose } from '../steps/step-link.tsx'
import { plural } from '../text/format.ts'
import { linkTo } from './address.ts'

const most = 20

/** What failed, what that blocked, and what was noticed. */
export const Problems = ({
  run,
  choose,
}: {
  readonly run: RunDocument
  readonly choose: Choose
}): JSX.Element | null => {
  const failed = run.steps.filter(({ outcome, error }) => outcome === 'failed' || error !== undefined)
  const { warnings, error } = run
  if (failed.length === 0 && warnings.length === 0 && error === undefined) return null
  const blocked = new Map<string, number>()
  for (const { blockedBy } of run.steps)
    if (blockedBy !== undefined) blocked.set(blockedBy, (blocked.get(blockedBy) ?? 0) + 1)
  return (
    <section id="problems" aria-labelledby="problems-title">
      <h2 id="problems-title">{failed.length > 0 || error !== undefined ? 'What failed' : 'Warnings'}</h2>
      {error !== undefined && <ErrorBox error={error} />}
      {failed.slice(0, most).map((step) => (
        <div class="problem">
          <StepLink id={step.id} choose={choose} />
          {blocked.has(step.id) && (
            <span class="quiet">
              {' '}
              blocks{' '}
              <a href={linkTo('steps', { only: 'blocked' })}>{plural(blocked.get(step.id) ?? 0, 'step')}</a>
            </span>
          )}
          {step.error !== undefined && <ErrorBox error={step.error} />}
        </div>
      ))}
      {failed.length > most && (
        <p>
          <a href={linkTo('steps', { only: 'failed' })}>and {plural(failed.length - most, 'more step')}</a>
        </p>
      )}
      {warnings.length > 0 && (
        <ul class="warnings">
          {warnings.slice(0, most).map(({ message }) => (
            <li>{message}</li>
          ))}
          {warnings.length > most && <li>and {plural(warnings.length - most, 'more warning')}</li>}
        </ul>
      )}
    </section>
  )
}

export const ErrorBox = ({ error }: { readonly error: ErrorDocument }): JSX.Element => (
  <div class="error">
    <p>
      <strong>{error.tag}</strong> {error.message}
    </p>
    {error.cause !== undefined && (
      <details>
        <summary>What was thrown</summary>
        <pre tabIndex={0}>{error.cause}</pre>
      </details>
    )}
  </div>
)
