import type { JSX } from 'preact'
import type { StepDocument } from '../../src/document/run-document.ts'
import { plural } from '../text/format.ts'
import { type Box, outcomesIn } from './fold.ts'
import { boxSize } from './lay-out.ts'

/** A box, and where its stage can be folded a mark that does so. */
export const BoxView = ({
  box,
  steps,
  x,
  y,
  isDim,
  isChosen,
  act,
  fold,
}: {
  readonly box: Box
  readonly steps: readonly StepDocument[]
  readonly x: number
  readonly y: number
  readonly isDim: boolean
  readonly isChosen: boolean
  readonly act: () => void
  readonly fold: (() => void) | undefined
}): JSX.Element => {
  const { width, height } = boxSize
  const told = outcomesIn(box, steps)
  const step = steps[box.places[0] ?? -1]
  const isOne = box.places.length === 1
  const outcome = told[0]?.[0] ?? 'skipped'
  const below = isOne ? (step?.record ?? '') : told.map(([name, count]) => `${count} ${name}`).join(', ')
  const label = isOne
    ? `${box.stage} ${below}, ${outcome}, ${step?.explanation}`
    : `${box.stage} ${below}, ${plural(box.places.length, 'step')}: open`
  return (
    <g class={isDim ? 'dim' : ''} transform={`translate(${x - width / 2} ${y - height / 2})`}>
      <g
        class={`box is-${outcome} ${isChosen ? 'chosen' : ''}`}
        role="button"
        tabindex={0}
        aria-label={label}
        onClick={act}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return
          event.preventDefault()
          event.stopPropagation()
          act()
        }}
      >
        <title>{label}</title>
        {!isOne && <rect class="behind" x="4" y="4" width={width} height={height} rx="9" />}
        <rect width={width} height={height} rx="9" />
        <rect class="edge" width="5" height={height - 16} x="7" y="8" rx="2.5" />
        <text x="20" y="19" class="name" clip-path={isOne ? 'url(#inside)' : 'url(#beside-count)'}>
          {box.stage}
        </text>{' '}
        <text x="20" y="35" class="below" clip-path="url(#inside)">
          {below}
        </text>{' '}
        {!isOne && (
          <text x={width - 10} y="19" class="count">
            {box.places.length.toLocaleString('en-GB')}
          </text>
        )}
      </g>
      {fold !== undefined && (
        <g class="box fold" aria-hidden="true" onClick={fold} transform={`translate(${width - 20} 4)`}>
          <title>Fold the steps of {box.stage} into one box</title>
          <rect width="16" height="16" rx="4" />
          <text x="8" y="12" text-anchor="middle">
            −
          </text>
        </g>
      )}
    </g>
  )
}
