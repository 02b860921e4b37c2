import type { JSX } from 'preact'
import type { RunDocument, StepDocument } from '../src/document/run-document.ts'
import { formatDuration, plural } from './format.ts'
import { StepLink, type Choose } from './step-link.tsx'

const mostGroups = 12
const mostSteps = 6

interface Group {
  /** The reason of all, or what their reasons have in common. */
  why: string
  readonly steps: StepDocument[]
  durationMs: number
}

/** Why steps ran: those with one reason together, the most expensive first. */
export const Reasons = ({
  run,
  choose,
}: {
  readonly run: RunDocument
  readonly choose: Choose
}): JSX.Element => {
  const groups = new Map<string, Group>()
  for (const step of run.steps) {
    if (['reused', 'skipped', 'blocked', 'left'].includes(step.outcome)) continue
    const kind = kindOf(step)
    const group = groups.get(kind) ?? { why: step.explanation, steps: [], durationMs: 0 }
    if (group.why !== step.explanation) group.why = kind
    group.steps.push(step)
    group.durationMs += step.durationMs ?? 0
    groups.set(kind, group)
  }
  const sorted = [...groups.values()].toSorted((a, b) => b.durationMs - a.durationMs)
  return (
    <section id="reasons" aria-labelledby="reasons-title">
      <h2 id="reasons-title">Why steps ran</h2>
      {sorted.length === 0 && <p>Nothing had to run: everything that was needed is as it was.</p>}
      <ul class="reasons">
        {sorted.slice(0, mostGroups).map(({ why, steps, durationMs }) => (
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
      {sorted.length > mostGroups && (
        <p class="quiet">
          and {plural(sorted.length - mostGroups, 'more reason')}: each step tells its own below
        </p>
      )}
    </section>
  )
}

/** A reason without the values that differ from record to record. */
const kindOf = ({ reason, explanation }: StepDocument): string =>
  reason.type === 'changed'
    ? [
        ...new Set(
          reason.changes.map((change) => {
            switch (change.type) {
              case 'parameter':
                return `parameter '${change.path}' changed`
              case 'input':
                return `input '${change.input}' changed`
              default:
                return explanation
            }
          }),
        ),
      ].join('; ')
    : reason.type === 'needed'
      ? `'${reason.artifact}' is needed, and is not kept`
      : explanation
