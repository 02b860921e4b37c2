import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { StepOutcome } from '../src/document/run-document.ts'
import { formatDuration, plural } from './format.ts'
import { OutcomeMark, outcomes } from './outcome.tsx'
import type { StepsView } from './step-link.tsx'

const atOnce = 100

type Order = 'run' | 'time'

/** All steps, to be searched: only so many are drawn at once. */
export const Steps = ({ steps, chosen, choose }: StepsView): JSX.Element => {
  const [query, setQuery] = useState('')
  const [only, setOnly] = useState<StepOutcome | undefined>()
  const [order, setOrder] = useState<Order>('run')
  const [shown, setShown] = useState(atOnce)
  const found = useMemo(() => {
    const words = query.toLowerCase().split(/\s+/u).filter(Boolean)
    const matching = steps.filter((step) => {
      if (only !== undefined && step.outcome !== only) return false
      if (words.length === 0) return true
      const text = `${step.id} ${step.explanation} ${step.params ?? ''}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    return order === 'run' ? matching : matching.toSorted((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0))
  }, [steps, query, only, order])
  const present = useMemo(() => new Set(steps.map(({ outcome }) => outcome)), [steps])
  // The keys of the record of words are the outcomes.
  const choices = (Object.keys(outcomes) as StepOutcome[]).filter((outcome) => present.has(outcome))
  return (
    <section id="steps" aria-labelledby="steps-title" tabIndex={-1}>
      <h2 id="steps-title">Steps</h2>
      <form class="tools" role="search" onSubmit={(event) => event.preventDefault()}>
        <label>
          <span class="hidden">Search steps, reasons and parameters</span>
          <input
            type="search"
            placeholder="Search steps, reasons, parameters"
            value={query}
            onInput={({ currentTarget }) => {
              setQuery(currentTarget.value)
              setShown(atOnce)
            }}
          />
        </label>
        <fieldset>
          <legend class="hidden">Only steps that</legend>
          {choices.length > 1 &&
            choices.map((outcome) => (
              <button
                type="button"
                class={`chip is-${outcome}`}
                aria-pressed={only === outcome}
                onClick={() => setOnly(only === outcome ? undefined : outcome)}
              >
                {outcome}
              </button>
            ))}
        </fieldset>
        <button
          type="button"
          class="chip"
          aria-pressed={order === 'time'}
          onClick={() => setOrder(order === 'time' ? 'run' : 'time')}
        >
          longest first
        </button>
        <output class="quiet">
          {found.length === steps.length
            ? plural(steps.length, 'step')
            : `${found.length} of ${plural(steps.length, 'step')}`}
        </output>
      </form>
      <div class="scroll" tabIndex={0} role="group" aria-label="Table of steps">
        <table class="steps">
          <thead>
            <tr>
              <th scope="col">step</th>
              <th scope="col">outcome</th>
              <th scope="col" class="number">
                time
              </th>
              <th scope="col">why</th>
            </tr>
          </thead>
          <tbody>
            {found
              .slice(0, shown)
              .map(({ id, stage, record, outcome, durationMs, progress, explanation }) => (
                <tr key={id} class={id === chosen ? 'chosen' : ''}>
                  <th scope="row">
                    <button
                      type="button"
                      class="step-link"
                      aria-expanded={id === chosen}
                      onClick={() => choose(id)}
                    >
                      {stage}
                      <span class="record"> {record}</span>
                    </button>
                  </th>
                  <td>
                    <OutcomeMark outcome={outcome} />
                  </td>
                  <td class="number">
                    {progress !== undefined && progress.total > 0
                      ? `${Math.floor((100 * progress.done) / progress.total)} %`
                      : durationMs !== undefined && formatDuration(durationMs)}
                  </td>
                  <td class="why">{explanation}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      {found.length > shown && (
        <button type="button" onClick={() => setShown(shown + 5 * atOnce)}>
          Show {Math.min(5 * atOnce, found.length - shown)} more
        </button>
      )}
    </section>
  )
}
