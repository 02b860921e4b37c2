import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { useWidth } from '../page/use-width.ts'
import { formatNumber } from '../text/format.ts'
import { areaFor, Axes } from './axes.tsx'
import { nearest, pointerIn, Tip } from './hover.tsx'
import { scaleFor } from './scale.ts'

export interface Dot {
  readonly name: string
  readonly x: number | string
  readonly y: number
  readonly isBest: boolean
}

const height = 300
/** Dots that are drawn: of more, as many that are evenly apart. */
const mostDots = 4000

/** A dot for each record, with its values where it is pointed at. */
export const Scatter = ({
  dots: given,
  xLabel,
  yLabel,
  open,
}: {
  readonly dots: readonly Dot[]
  readonly xLabel: string
  readonly yLabel: string
  readonly open: (name: string) => void
}): JSX.Element => {
  const [frame, width] = useWidth()
  const [pointer, setPointer] = useState<{ readonly x: number; readonly y: number } | undefined>()
  const dots = useMemo(() => {
    const every = Math.ceil(given.length / mostDots)
    return every <= 1 ? given : given.filter(({ isBest }, at) => isBest || at % every === 0)
  }, [given])
  const chart = useMemo(() => {
    const [xs, ys] = [dots.map(({ x }) => x), dots.map(({ y }) => y)]
    const draft = scaleFor(ys, [height, 0])
    const area = areaFor(
      width,
      height,
      draft.ticks.map(({ label }) => label),
      true,
    )
    const x = scaleFor(xs, [area.left + 8, area.right - 8], Math.max(2, Math.floor(width / 90)))
    const y = scaleFor(ys, [area.bottom - 6, area.top + 4])
    return { area, x, y, points: dots.map((dot) => ({ dot, x: x.place(dot.x), y: y.place(dot.y) })) }
  }, [dots, width])
  const near = pointer && nearest(chart.points, pointer, 40)
  return (
    <div class="chart" ref={frame}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${yLabel} against ${xLabel}: ${given.length} records. The table below has the values.`}
        onPointerMove={(event) => setPointer(pointerIn(event))}
        onPointerLeave={() => setPointer(undefined)}
        onClick={() => near && open(near.dot.name)}
      >
        <Axes area={chart.area} x={chart.x} y={chart.y} xLabel={xLabel} yLabel={yLabel} />
        <g class="dots">
          {chart.points.map(({ dot, x, y }) => (
            <circle cx={x} cy={y} r={dot.isBest ? 6 : 4} class={dot.isBest ? 'best' : ''} />
          ))}
          {near !== undefined && <circle class="near" cx={near.x} cy={near.y} r="7" />}
        </g>
      </svg>
      {near !== undefined && (
        <Tip x={near.x} y={near.y} width={width}>
          <strong>{near.dot.name}</strong>
          <br />
          {yLabel} {formatNumber(near.dot.y)}
          <br />
          <span class="quiet">
            {xLabel} {typeof near.dot.x === 'number' ? formatNumber(near.dot.x) : near.dot.x}
          </span>
        </Tip>
      )}
    </div>
  )
}
