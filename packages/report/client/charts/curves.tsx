import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { useWidth } from '../page/use-width.ts'
import { formatNumber } from '../text/format.ts'
import { areaFor, Axes } from './axes.tsx'
import { nearest, pointerIn, Tip } from './hover.tsx'
import { Legend } from './legend.tsx'
import { colourOf } from './palette.ts'
import { exactScale, linearScale, logScale, type Scale, spansPowers } from './scale.ts'

/** A line of a chart. */
export interface Series {
  readonly name: string
  readonly points: readonly Point[]
}

interface Point {
  readonly x: number
  readonly y: number
  /** What the x stands for, where that is not the number itself. */
  readonly label?: string
}

/** Series that a legend can tell apart. */
const mostInLegend = 12

/** Lines over one pair of axes, with the values where they are pointed at. */
export const Curves = ({
  name,
  series,
  xLabel,
  yLabel,
  show = formatNumber,
  labels,
  height = 260,
}: {
  readonly name: string
  readonly series: readonly Series[]
  readonly xLabel: string
  readonly yLabel: string
  readonly show?: (value: number) => string
  /** What stands below the axis in place of numbers. */
  readonly labels?: readonly string[]
  /** Pixels. */
  readonly height?: number
}): JSX.Element => {
  const [frame, width] = useWidth()
  const [pointer, setPointer] = useState<{ readonly x: number; readonly y: number } | undefined>()
  const chart = useMemo(() => {
    const ys = series.flatMap(({ points }) => points.map(({ y }) => y)).filter(Number.isFinite)
    const xs = series.flatMap(({ points }) => points.map(({ x }) => x))
    const scale = spansPowers(ys) ? logScale : linearScale
    const labelled = (range: readonly [number, number]): Scale => {
      const { place, ticks } = scale(ys, range)
      return { place, ticks: ticks.map((tick) => ({ ...tick, label: show(tick.value ?? 0) })) }
    }
    const area = areaFor(
      width,
      height,
      labelled([height, 0]).ticks.map(({ label }) => label),
      xLabel !== '',
    )
    const y = labelled([area.bottom, area.top])
    const exact = exactScale(xs, [area.left, area.right], Math.max(2, Math.floor(width / 90)))
    const x =
      labels === undefined
        ? exact
        : {
            place: exact.place,
            ticks: labels.map((label, at) => ({ at: exact.place(at), label })),
          }
    const points = series.flatMap(({ name, points }, at) =>
      points
        .filter(({ y }) => Number.isFinite(y))
        .map((point) => ({ ...point, name, at, x: x.place(point.x), y: y.place(point.y), from: point })),
    )
    return { area, x, y, points }
  }, [series, width, labels])
  const near = pointer && nearest(chart.points, pointer, 60)
  const colours = new Map(series.map(({ name }, at) => [name, colourOf(at)]))
  return (
    <div class="chart" ref={frame}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${name}: ${series.length === 1 ? '1 line' : `${series.length} lines`}. ${endsOf(series, show)}`}
        onPointerMove={(event) => setPointer(pointerIn(event))}
        onPointerLeave={() => setPointer(undefined)}
      >
        <Axes area={chart.area} x={chart.x} y={chart.y} xLabel={xLabel} yLabel={yLabel} />
        {series.map(({ points }, at) => {
          const isDim = near !== undefined && near.at !== at
          return (
            <g class={`curve ${isDim ? 'dim' : ''}`} style={{ color: colourOf(at) }}>
              {pieces(points).map((piece) =>
                piece.length === 1 ? (
                  piece.map(({ x, y }) => <circle cx={chart.x.place(x)} cy={chart.y.place(y)} r="3" />)
                ) : (
                  <path
                    d={`M${piece.map(({ x, y }) => `${round(chart.x.place(x))},${round(chart.y.place(y))}`).join('L')}`}
                  />
                ),
              )}
              {points.length <= 40 &&
                points.map(({ x, y }) =>
                  Number.isFinite(y) ? <circle cx={chart.x.place(x)} cy={chart.y.place(y)} r="2.5" /> : null,
                )}
            </g>
          )
        })}
        {near !== undefined && (
          <circle class="near" cx={near.x} cy={near.y} r="5" style={{ color: colourOf(near.at) }} />
        )}
      </svg>
      {near !== undefined && (
        <Tip x={near.x} y={near.y} width={width}>
          <strong>{show(near.from.y)}</strong> {near.name}
          <br />
          <span class="quiet">{near.from.label ?? `${xLabel} ${formatNumber(near.from.x)}`}</span>
        </Tip>
      )}
      {series.length > 1 && series.length <= mostInLegend && <Legend colours={colours} />}
    </div>
  )
}

/** Without the points that are no numbers, where a line has gaps. */
const pieces = (points: readonly Point[]): readonly (readonly Point[])[] => {
  const found: Point[][] = [[]]
  for (const point of points)
    if (Number.isFinite(point.y)) found.at(-1)?.push(point)
    else found.push([])
  return found.filter(({ length }) => length > 0)
}

const endsOf = (series: readonly Series[], show: (value: number) => string): string =>
  series
    .slice(0, 12)
    .flatMap(({ name, points }) => {
      const last = points.at(-1)
      return last === undefined ? [] : [`${name} ends at ${show(last.y)}`]
    })
    .join(', ')

const round = (value: number): number => Math.round(value * 10) / 10
