import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { useWidth } from '../page/use-width.ts'
import { pointerIn, Tip } from './hover.tsx'
import { fitText } from './measure-text.ts'
import { type Scale, scaleFor } from './scale.ts'

/** A line over all axes. */
export interface Strand {
  readonly name: string
  /** One for each axis; `undefined` where the record has none. */
  readonly values: readonly (number | string | undefined)[]
  readonly isBest: boolean
}

const height = 300
const mostStrands = 1500
const leastApart = 110

/** An axis for each parameter and metric, and a line for each record through its values. */
export const Parallel = ({
  axes,
  strands: given,
  open,
}: {
  readonly axes: readonly string[]
  readonly strands: readonly Strand[]
  readonly open: (name: string) => void
}): JSX.Element => {
  const [frame, room] = useWidth()
  const [near, setNear] = useState<
    { readonly at: number; readonly x: number; readonly y: number } | undefined
  >()
  const width = Math.max(room, axes.length * leastApart)
  const strands = useMemo(() => {
    const every = Math.ceil(given.length / mostStrands)
    return every <= 1 ? given : given.filter(({ isBest }, at) => isBest || at % every === 0)
  }, [given])
  const chart = useMemo(() => {
    const left = 60
    const right = width - 70
    const places = axes.map((_, at) => left + (at / Math.max(1, axes.length - 1)) * (right - left))
    const scales = axes.map((_, axis): Scale =>
      scaleFor(
        strands.flatMap(({ values }) => values[axis] ?? []),
        [height - 18, 40],
        5,
      ),
    )
    const lines = strands.map(({ values }) =>
      values.map((value, axis) => (value === undefined ? undefined : (scales[axis]?.place(value) ?? 0))),
    )
    return { places, scales, lines }
  }, [axes, strands, width])
  const pathOf = (line: readonly (number | undefined)[]): string => {
    let path = ''
    let isOn = false
    for (const [axis, y] of line.entries()) {
      if (y === undefined) isOn = false
      else {
        path += `${isOn ? 'L' : 'M'}${Math.round(chart.places[axis] ?? 0)},${Math.round(y)}`
        isOn = true
      }
    }
    return path
  }
  const look = (event: JSX.TargetedPointerEvent<SVGSVGElement>): void => {
    const { x, y } = pointerIn(event)
    let least = 14
    let found: number | undefined
    for (const [at, line] of chart.lines.entries()) {
      const distance = Math.abs((heightAt(chart.places, line, x) ?? Number.POSITIVE_INFINITY) - y)
      if (distance < least) {
        least = distance
        found = at
      }
    }
    setNear(found === undefined ? undefined : { at: found, x, y })
  }
  const nearest = near && strands[near.at]
  return (
    <div class="chart" ref={frame}>
      <div class="sideways" tabIndex={0} role="group" aria-label="Parallel coordinates">
        <svg
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={`${axes.join(', ')} of ${given.length} records. The table below has the values.`}
          onPointerMove={look}
          onPointerLeave={() => setNear(undefined)}
          onClick={() => nearest && open(nearest.name)}
        >
          <g class="strands">
            {chart.lines.map((line, at) => (
              <path
                d={pathOf(line)}
                class={`${strands[at]?.isBest === true ? 'best' : ''} ${near !== undefined && near.at !== at ? 'dim' : ''}`}
              />
            ))}
            {near !== undefined && <path d={pathOf(chart.lines[near.at] ?? [])} class="near" />}
          </g>
          <g class="axes" aria-hidden="true">
            {axes.map((axis, at) => (
              <g transform={`translate(${chart.places[at]} 0)`}>
                <line y1="36" y2={height - 14} />
                <text class="label" y="14" text-anchor="middle">
                  {fitText(axis, leastApart - 8)}
                </text>
                {chart.scales[at]?.ticks.map(({ at: y, label }) => (
                  <text x="6" y={y} dy="0.32em" class="halo">
                    {fitText(label, 64)}
                  </text>
                ))}
              </g>
            ))}
          </g>
        </svg>
      </div>
      {near !== undefined && nearest !== undefined && (
        <Tip x={Math.min(near.x, room)} y={near.y} width={room}>
          <strong>{nearest.name}</strong>
          {axes.map((axis, at) => (
            <>
              <br />
              {axis} {String(nearest.values[at] ?? '')}
            </>
          ))}
        </Tip>
      )}
    </div>
  )
}

/** How high a line is at some place, between the two axes around it. */
const heightAt = (
  places: readonly number[],
  line: readonly (number | undefined)[],
  x: number,
): number | undefined => {
  const after = places.findIndex((place) => place >= x)
  const [from, to] = [places[after - 1], places[after]]
  const [y, next] = [line[after - 1], line[after]]
  if (from === undefined || to === undefined || y === undefined || next === undefined) return undefined
  return y + ((x - from) / (to - from)) * (next - y)
}
