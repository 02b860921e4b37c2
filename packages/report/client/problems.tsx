import type { JSX } from 'preact'
import type { ErrorDocument, RunDocument } from '../src/document/run-document.ts'
import { plural } from './format.ts'
import { StepLink, type Choose } from './step-link.tsx'

const most = 50

/** What failed, and what was noticed. */
export const Problems = ({
  run,
  choose,
}: {
  readonly run: RunDocument
  readonly choose: Choose
}): JSX.Element | null => {
  const failed = run.steps.filter(({ error }) => error !== undefined)
  const { warnings, error } = run
  if (failed.length === 0 && warnings.length === 0 && error === undefined) return null
  return (
    <section id="problems" aria-labelledby="problems-title">
      <h2 id="problems-title">{failed.length > 0 || error !== undefined ? 'What failed' : 'Warnings'}</h2>
      {error !== undefined && <ErrorBox error={error} />}
      {failed.slice(0, most).map((step) => (
        <div class="problem">
          <StepLink id={step.id} choose={choose} />
          {step.error !== undefined && <ErrorBox error={step.error} />}
        </div>
      ))}
      {failed.length > most && <p class="quiet">and {plural(failed.length - most, 'failed step')} more</p>}
      {warnings.length > 0 && (
        <ul class="warnings">
          {warnings.slice(0, most).map(({ message }) => (
            <li>{message}</li>
          ))}
          {warnings.length > most && <li>and {plural(warnings.length - most, 'warning')} more</li>}
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
