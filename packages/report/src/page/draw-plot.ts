import { dot, type Markish, plot, ruleX, ruleY } from '@observablehq/plot'
import type { AnyRow, PlotMark, PlotReport } from '@stagewright/core'
import { parseHTML } from 'linkedom'
import { boundPlot } from './bound-plot.ts'
import { marks, transforms } from './plot-marks.ts'
import { scalesOf } from './plot-scales.ts'

/** A plot as SVG, or as HTML with SVG in it where it has a legend. What has no colour takes the page's. */
export const drawPlot = (report: PlotReport): string => {
  const bounded = boundPlot(report)
  const { data, marks: given, width, height, name } = bounded
  const { document } = parseHTML('<html></html>')
  const scales = scalesOf(bounded)
  const draw = ({ tickRotate, ...margins }: Room): Figure => {
    const sizes = Object.entries({ width, height }).filter(([, pixels]) => pixels !== undefined)
    return plot({
      ...Object.fromEntries(sizes),
      ...scales,
      ...(tickRotate === undefined ? {} : { x: { ...scales.x, tickRotate } }),
      ...margins,
      document,
      style: { background: 'transparent', color: 'currentColor' },
      ariaLabel: name ?? 'plot',
      marks: given.flatMap((mark) => toMarks(data, mark)),
    })
  }
  const first = draw({})
  const room = roomFor(first)
  const figure = Object.keys(room).length === 0 ? first : draw(room)
  // For those who do not see it, a plot is one picture with a name.
  for (const part of figure.querySelectorAll('g[aria-label]')) part.removeAttribute('aria-label')
  const pictures = figure.matches('svg') ? [figure] : [...figure.querySelectorAll('svg')]
  for (const picture of pictures) picture.setAttribute('role', 'img')
  for (const picture of pictures)
    if (!picture.hasAttribute('aria-label'))
      picture.setAttribute('aria-label', `legend of ${name ?? 'the plot'}`)
  return figure.outerHTML
}

/** Rows of a line that can be pointed at one by one. */
const mostPoints = 2000

const toMarks = (data: readonly AnyRow[], mark: PlotMark): readonly Markish[] => {
  const { transform, reduce = 'count', mark: name, ...settings } = mark
  const channels = Object.fromEntries(Object.entries(settings).filter(([, channel]) => channel !== undefined))
  const at = name === 'ruleX' ? settings.x : name === 'ruleY' ? settings.y : undefined
  // A rule at a number stands by itself, and not once for each row.
  if (typeof at === 'number')
    return [
      name === 'ruleX'
        ? ruleX([at], { ...without(channels, 'x'), ...faint })
        : ruleY([at], { ...without(channels, 'y'), ...faint }),
    ]
  if (transform !== undefined) {
    const [put, reduced] = transforms[transform]
    const counted = reduce === 'count' ? { title: 'count' } : {}
    return [marks[name](data, put({ [reduced]: reduce, ...counted }, channels))]
  }
  const title = (row: AnyRow): string => describe(row, settings)
  if (name !== 'line') return [marks[name](data, isSingle.has(name) ? { ...channels, title } : channels)]
  const line = marks.line(data, channels)
  if (data.length > mostPoints) return [line]
  const { x, y, fx, fy } = settings
  const points = Object.entries({ x, y, fx, fy }).filter(([, channel]) => channel !== undefined)
  return [
    line,
    dot(data, {
      ...Object.fromEntries(points),
      title,
      r: 6,
      fill: 'currentColor',
      fillOpacity: 0,
      stroke: 'none',
    }),
  ]
}

/** Marks that draw each row by itself, whose values can be shown where it is pointed at. */
const isSingle = new Set([
  'barX',
  'barY',
  'cell',
  'dot',
  'rectX',
  'rectY',
  'ruleX',
  'ruleY',
  'text',
  'tickX',
  'tickY',
])

/** The values of a row that a mark shows. */
const describe = (row: AnyRow, settings: Omit<PlotMark, 'mark' | 'transform' | 'reduce'>): string =>
  [...new Set(Object.values(settings))]
    .flatMap((column) =>
      typeof column === 'string' && Object.hasOwn(row, column) ? [`${column}: ${String(row[column])}`] : [],
    )
    .join('\n')

const faint = { strokeOpacity: 0.4 }

const without = (channels: object, name: string): object =>
  Object.fromEntries(Object.entries(channels).filter(([key]) => key !== name))

/** About so wide is a letter of a tick's label, in pixels. */
const letter = 6.2

type Figure = ReturnType<typeof plot>

/** What a plot needs beside what the library reckons with, in pixels and degrees. */
interface Room {
  readonly marginLeft?: number
  readonly marginBottom?: number
  readonly tickRotate?: number
}

/** Room for long tick labels, so that none is cut and none is written over another. */
const roomFor = (figure: Figure): Room => {
  const labelsOf = (axis: string): readonly number[] =>
    [...figure.querySelectorAll(`g[aria-label="${axis}-axis tick label"] text`)].map(
      (label) => (label.textContent?.length ?? 0) * letter,
    )
  const left = Math.min(240, Math.max(0, ...labelsOf('y')) + 16)
  const below = labelsOf('x')
  const longest = Math.max(0, ...below)
  const svg = figure.matches('svg') ? figure : [...figure.querySelectorAll('svg')].at(-1)
  const width = Number(svg?.getAttribute('width') ?? 640) - left
  const isCrowded = below.length > 1 && (longest + 8) * below.length > width
  return {
    ...(left > 40 ? { marginLeft: left } : {}),
    ...(isCrowded ? { tickRotate: -40, marginBottom: Math.min(180, longest * 0.65 + 34) } : {}),
  }
}
