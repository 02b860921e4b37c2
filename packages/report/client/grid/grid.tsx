import type { JSX } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import type { StepDocument, StepOutcome } from '../../src/document/run-document.ts'
import { usePrinting } from '../page/printing.ts'
import { outcomes, signs } from '../steps/outcomes.ts'
import type { StepsView } from '../steps/step-link.tsx'
import { useWindow } from '../tables/use-window.ts'
import { formatDuration, plural } from '../text/format.ts'
import { gridOf } from './grid-of.ts'

/** Records by stages: each step is a cell, coloured by what became of it. */
export const Grid = ({ steps, chosen, choose }: StepsView): JSX.Element => {
  const grid = useMemo(() => gridOf(steps), [steps])
  const [query, setQuery] = useState('')
  const [isTroubled, setTroubled] = useState(false)
  const isPrinting = usePrinting()
  const rows = useMemo(() => {
    const word = query.toLowerCase()
    return grid.rows.filter(
      ({ record, cells }) =>
        record.toLowerCase().includes(word) &&
        (!isTroubled || [...cells.values()].flat().some((place) => isTrouble(steps[place]?.outcome))),
    )
  }, [grid, query, isTroubled])
  const frame = useRef<HTMLDivElement>(null)
  const shown = isPrinting ? rows.slice(0, 2000) : rows
  const { first, end, rowHeight } = useWindow(frame, shown.length, isPrinting)
  const hasTrouble = steps.some(({ outcome }) => isTrouble(outcome))
  return (
    <section id="grid" aria-labelledby="grid-title">
      <h2 id="grid-title">Records by stages</h2>
      <div class="tools">
        {grid.rows.length > 12 && (
          <label>
            <span class="hidden">Filter records</span>
            <input
              type="search"
              placeholder="Filter records"
              value={query}
              onInput={({ currentTarget }) => setQuery(currentTarget.value)}
            />
          </label>
        )}
        {hasTrouble && (
          <button
            type="button"
            class="chip is-failed"
            aria-pressed={isTroubled}
            onClick={() => setTroubled(!isTroubled)}
          >
            failed or blocked
          </button>
        )}
        <output class="quiet">
          {rows.length === grid.rows.length
            ? plural(rows.length, 'record')
            : `${rows.length} of ${plural(grid.rows.length, 'record')}`}
        </output>
        <ul class="legend">
          {grid.outcomes.map((outcome) => (
            <li class={`is-${outcome}`} title={outcomes[outcome]}>
              <span class="cell" aria-hidden="true">
                {signs[outcome]}
              </span>
              {outcome}
            </li>
          ))}
        </ul>
      </div>
      <div class="scroll grid" tabIndex={0} role="group" aria-label="Records by stages" ref={frame}>
        <table aria-rowcount={shown.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">record</th>
              {grid.stages.map((stage) => (
                <th scope="col" class="stage" title={stage}>
                  <span>{stage}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr aria-hidden="true" style={{ height: `${first * rowHeight}px` }} />}
            {shown.slice(first, end).map(({ record, cells }, at) => (
              <tr data-row aria-rowindex={first + at + 2} key={first + at}>
                <th scope="row" title={record}>
                  {record}
                </th>
                {grid.stages.map((stage) => (
                  <td>
                    <Cell
                      steps={(cells.get(stage) ?? []).flatMap((place) => steps[place] ?? [])}
                      chosen={chosen}
                      choose={choose}
                    />
                  </td>
                ))}
              </tr>
            ))}
            {end < shown.length && (
              <tr aria-hidden="true" style={{ height: `${(shown.length - end) * rowHeight}px` }} />
            )}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const isTrouble = (outcome: StepOutcome | undefined): boolean => outcome === 'failed' || outcome === 'blocked'

const Cell = ({
  steps,
  chosen,
  choose,
}: Omit<StepsView, 'steps'> & { readonly steps: readonly StepDocument[] }): JSX.Element | null => {
  const [first] = steps
  if (first === undefined) return null
  // The most telling of several.
  const step = steps.find(({ outcome }) => isTrouble(outcome)) ?? first
  const { id, outcome, durationMs, explanation } = step
  const more = steps.length > 1 ? `, and ${plural(steps.length - 1, 'more step')}` : ''
  const took = durationMs === undefined ? '' : `, ${formatDuration(durationMs)}`
  const label = `${id}: ${outcome}${took}${more}`
  return (
    <button
      type="button"
      class={`cell is-${outcome} ${steps.some((each) => each.id === chosen) ? 'chosen' : ''}`}
      title={`${label}\n${explanation}`}
      aria-label={label}
      onClick={() => choose(id)}
    >
      {signs[outcome]}
      {steps.length > 1 && <sub>{steps.length}</sub>}
    </button>
  )
}
