import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { StepDocument, StepOutcome } from '../../src/document/run-document.ts'
import type { Column } from '../tables/column.ts'
import { DataTable } from '../tables/data-table.tsx'
import { formatDuration, plural } from '../text/format.ts'
import { OutcomeMark } from './outcome.tsx'
import { outcomeNames, outcomes } from './outcomes.ts'
import { matcherOf, searchText } from './search-steps.ts'
import type { StepsView } from './step-link.tsx'

/** All steps, with a search through their names, reasons and parameters. */
export const Steps = ({
  steps,
  chosen,
  choose,
  only: given,
}: StepsView & { readonly only: string | undefined }): JSX.Element => {
  const [query, setQuery] = useState('')
  const [only, setOnly] = useState(() => outcomeNames.find((outcome) => outcome === given))
  const texts = useMemo(() => lazily(() => steps.map(searchText)), [steps])
  const found = useMemo(() => {
    const matches = query.trim() === '' ? undefined : matcherOf(query)
    if (only === undefined && matches === undefined) return steps
    return steps.filter(
      ({ outcome }, place) =>
        (only === undefined || outcome === only) && (matches === undefined || matches(texts()[place] ?? '')),
    )
  }, [steps, query, only])
  const choices = useMemo(() => {
    const present = new Set(steps.map(({ outcome }) => outcome))
    return outcomeNames.filter((outcome) => present.has(outcome))
  }, [steps])
  const columns = useMemo(() => columnsOf(chosen, choose), [chosen, choose])
  return (
    <section id="steps" aria-labelledby="steps-title" tabIndex={-1}>
      <h2 id="steps-title">Steps</h2>
      <DataTable
        name="Steps"
        class="steps"
        columns={columns}
        rows={found}
        classOf={({ id }) => (id === chosen ? 'chosen' : '')}
        hasNoFilter
        tools={
          <>
            <label>
              <span class="hidden">Search steps, reasons and parameters</span>
              <input
                type="search"
                class="wide"
                placeholder="Search steps, reasons, parameters: k=70"
                value={query}
                onInput={({ currentTarget }) => setQuery(currentTarget.value)}
              />
            </label>
            {choices.length > 1 && <Outcomes choices={choices} only={only} choose={setOnly} />}
            {steps.length <= 12 || found.length === steps.length ? null : (
              <output class="quiet">of {plural(steps.length, 'step')}</output>
            )}
          </>
        }
      />
    </section>
  )
}

/** Buttons that leave only the steps of one outcome. */
export const Outcomes = ({
  choices,
  only,
  choose,
}: {
  readonly choices: readonly StepOutcome[]
  readonly only: StepOutcome | undefined
  readonly choose: (only: StepOutcome | undefined) => void
}): JSX.Element => (
  <fieldset>
    <legend class="hidden">Only steps that are</legend>
    {choices.map((outcome) => (
      <button
        type="button"
        class={`chip is-${outcome}`}
        title={outcomes[outcome]}
        aria-pressed={only === outcome}
        onClick={() => choose(only === outcome ? undefined : outcome)}
      >
        {outcome}
      </button>
    ))}
  </fieldset>
)

const columnsOf = (
  chosen: string | undefined,
  choose: StepsView['choose'],
): readonly Column<StepDocument>[] => [
  {
    name: 'step',
    isHeader: true,
    value: ({ id }) => id,
    view: ({ id, stage, record }) => (
      <button type="button" class="step-link" aria-expanded={id === chosen} onClick={() => choose(id)}>
        {stage}
        <span class="record"> {record}</span>
      </button>
    ),
  },
  {
    name: 'outcome',
    value: ({ outcome }) => outcome,
    view: ({ outcome, progress }) => (
      <>
        <OutcomeMark outcome={outcome} />
        {outcome === 'running' && progress !== undefined && progress.total > 0 && (
          <span class="quiet"> {Math.floor((100 * progress.done) / progress.total)}%</span>
        )}
      </>
    ),
    width: 15,
  },
  {
    name: 'time',
    isNumber: true,
    value: ({ durationMs }) => durationMs,
    view: ({ durationMs }) => (durationMs === undefined ? '' : formatDuration(durationMs)),
    width: 13,
  },
  { name: 'why', value: ({ explanation }) => explanation, width: 60 },
]

const lazily = <Value,>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
