import type { JSX } from 'preact'
import { fitText, widest } from './measure-text.ts'
import type { Scale } from './scale.ts'

/** The area that is left for the data, in pixels. */
export interface Area {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Room around the data: the labels of the left axis are measured. */
export const areaFor = (
  width: number,
  height: number,
  leftLabels: readonly string[],
  hasLabelBelow: boolean,
): Area => ({
  left: Math.min(width * 0.4, Math.max(28, widest(leftLabels) + 14)),
  right: width - 14,
  top: 22,
  bottom: height - (hasLabelBelow ? 42 : 26),
})

/** Two axes with their ticks, labels and faint lines across. */
export const Axes = ({
  area,
  x,
  y,
  xLabel,
  yLabel,
}: {
  readonly area: Area
  readonly x: Scale
  readonly y: Scale
  readonly xLabel: string
  readonly yLabel: string
}): JSX.Element => (
  <g class="axes" aria-hidden="true">
    {y.ticks.map(({ at, label }) => (
      <g transform={`translate(0 ${at})`}>
        <line class="grid" x1={area.left} x2={area.right} />
        <text x={area.left - 8} dy="0.32em" text-anchor="end">
          {fitText(label, area.left - 12)}
        </text>
      </g>
    ))}
    {thinned(x.ticks).map(({ at, label }) => (
      <g transform={`translate(${at} ${area.bottom})`}>
        <line y2="5" />
        <text y="17" text-anchor="middle">
          {fitText(label, 90)}
        </text>
      </g>
    ))}
    <line x1={area.left} x2={area.right} y1={area.bottom} y2={area.bottom} />
    <text class="label" x={2} y={11}>
      ↑ {yLabel}
    </text>
    {xLabel !== '' && (
      <text class="label" x={area.right} y={area.bottom + 36} text-anchor="end">
        {xLabel} →
      </text>
    )}
  </g>
)

/** Ticks whose labels do not run into each other. */
const thinned = (ticks: Scale['ticks']): Scale['ticks'] => {
  let end = Number.NEGATIVE_INFINITY
  return ticks.filter(({ at, label }) => {
    const half = Math.min(90, widest([label])) / 2
    if (at - half < end + 6) return false
    end = at + half
    return true
  })
}
