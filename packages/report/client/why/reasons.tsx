import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { RunDocument } from '../../src/document/run-document.ts'
import { StepLink, type Choose } from '../steps/step-link.tsx'
import { formatDuration, plural } from '../text/format.ts'
import { groupReasons } from './group-reasons.ts'

const mostGroups = 12
const mostSteps = 6

/** Why steps ran: those with one reason together, the most expensive first. */
export const Reasons = ({
  run,
  choose,
}: {
  readonly run: RunDocument
  readonly choose: Choose
}): JSX.Element => {
  const groups = useMemo(() => groupReasons(run.steps), [run.steps])
  return (
    <section id="why" aria-labelledby="why-title">
      <h2 id="why-title">Why steps ran</h2>
      {groups.length === 0 && <p>{whyNothingRan(run)}</p>}
      <ul class="reasons">
        {groups.slice(0, mostGroups).map(({ why, steps, durationMs }) => (
          <li>
            <p>
              <strong>{why}</strong>{' '}
              <span class="quiet">
                {plural(steps.length, 'step')}
                {durationMs > 0 && `, ${formatDuration(durationMs)}`}
              </span>
            </p>
            <p>
              {steps.slice(0, mostSteps).map(({ id }) => (
                <>
                  <StepLink id={id} choose={choose} />{' '}
                </>
              ))}
              {steps.length > mostSteps && (
                <span class="quiet">and {plural(steps.length - mostSteps, 'more step')}</span>
              )}
            </p>
          </li>
        ))}
      </ul>
      {groups.length > mostGroups && (
        <p class="quiet">
          and {plural(groups.length - mostGroups, 'more reason')}: the list of steps has each step's own
        </p>
      )}
    </section>
  )
}

const whyNothingRan = ({ status, steps }: RunDocument): string =>
  status === 'running'
    ? 'Nothing has run yet.'
    : status === 'finished' && steps.length > 0
      ? 'Everything was up to date.'
      : 'Nothing ran.'
