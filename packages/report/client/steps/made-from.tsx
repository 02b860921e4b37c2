import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { RunDocument, StepDocument } from '../../src/document/run-document.ts'
import { plural } from '../text/format.ts'
import { lineageOf } from './lineage-of.ts'
import { StepLink, type Choose } from './step-link.tsx'

const mostInLevel = 8
const mostSources = 60

/** Everything that a step's result comes from, back to parameters, files and the environment. */
export const MadeFrom = ({
  run,
  step,
  choose,
}: {
  readonly run: RunDocument
  readonly step: StepDocument
  readonly choose: Choose
}): JSX.Element | null => {
  const [isOpen, setOpen] = useState(false)
  const lineage = useMemo(() => (isOpen ? lineageOf(run, step) : undefined), [isOpen, step.id])
  if (step.dependsOn.length === 0) return null
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)} class="lineage">
      <summary>Everything it comes from</summary>
      {lineage !== undefined && (
        <>
          <p class="quiet">
            {plural(lineage.levels.flat().length, 'step')} and {plural(lineage.sources.length, 'value')} from
            outside
          </p>
          <ol>
            {lineage.levels.map((level) => (
              <li>
                {level.slice(0, mostInLevel).map(({ id }) => (
                  <>
                    <StepLink id={id} choose={choose} />{' '}
                  </>
                ))}
                {level.length > mostInLevel && (
                  <span class="quiet">and {plural(level.length - mostInLevel, 'more step')}</span>
                )}
              </li>
            ))}
          </ol>
          <dl class="facts">
            {lineage.sources.slice(0, mostSources).map(({ what, saw, by }) => (
              <>
                <dt>{what}</dt>
                <dd title={by.join(', ')}>
                  <code class="preview">{saw}</code>
                </dd>
              </>
            ))}
          </dl>
          {lineage.sources.length > mostSources && (
            <p class="quiet">and {plural(lineage.sources.length - mostSources, 'more value')}</p>
          )}
        </>
      )}
    </details>
  )
}
