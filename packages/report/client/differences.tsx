import type { JSX } from 'preact'
import type { Comparison } from '../src/document/compare-runs.ts'
import type { RunDocument } from '../src/document/run-document.ts'
import { formatDuration, formatTime, plural } from './format.ts'
import { StepLink, type Choose } from './step-link.tsx'

const most = 100

/** What is different from the run before. */
export const Differences = ({
  run,
  comparison,
  choose,
}: {
  readonly run: RunDocument
  readonly comparison: Comparison
  readonly choose: Choose
}): JSX.Element => {
  const { added, removed, changed, same, missing } = comparison
  return (
    <section id="differences" aria-labelledby="differences-title">
      <h2 id="differences-title">Since the run before</h2>
      <p class="quiet">
        <code>{comparison.run}</code> · {formatTime(comparison.startedAt)} · it took{' '}
        {formatDuration(comparison.durationMs)}, this one {formatDuration(run.durationMs)}
      </p>
      {missing.length > 0 && (
        <p>
          {plural(missing.length, 'step')} of the run before had results, and{' '}
          {missing.length === 1 ? 'has' : 'have'} none in this run.
        </p>
      )}
      {changed.length + added.length + removed.length + missing.length === 0 && (
        <p>
          {same === 0 ? 'There is no artifact to compare.' : `${plural(same, 'artifact')}, all the same.`}
        </p>
      )}
      {changed.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-label="Artifacts that changed">
          <table>
            <thead>
              <tr>
                <th scope="col">step</th>
                <th scope="col">output</th>
                <th scope="col">before</th>
                <th scope="col">now</th>
              </tr>
            </thead>
            <tbody>
              {changed.slice(0, most).map(({ step, output, before, after }) => (
                <tr>
                  <td>
                    <StepLink id={step} choose={choose} />
                  </td>
                  <td>{output}</td>
                  <td>
                    <code class="preview">{before}</code>
                  </td>
                  <td>
                    <code class="preview">{after}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {changed.length > most && <p class="quiet">and {plural(changed.length - most, 'more artifact')}</p>}
      {added.length > 0 && (
        <p>
          {plural(added.length, 'step')} that the run before did not have
          {added.length <= 8 && `: ${added.join(', ')}`}.
        </p>
      )}
      {removed.length > 0 && (
        <p>
          {plural(removed.length, 'step')} that only the run before had
          {removed.length <= 8 && `: ${removed.join(', ')}`}.
        </p>
      )}
    </section>
  )
}
