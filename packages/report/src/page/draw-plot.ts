import {
  areaY,
  barX,
  barY,
  binX,
  binY,
  boxX,
  boxY,
  cell,
  dot,
  groupX,
  groupY,
  line,
  linearRegressionY,
  type Markish,
  plot,
  rectX,
  rectY,
  ruleX,
  ruleY,
  text,
  tickX,
  tickY,
} from '@observablehq/plot'
import type { AnyRow, MarkName, PlotMark, PlotReport, PlotTransform } from '@stagewright/core'
import { parseHTML } from 'linkedom'
import { boundPlot } from './bound-plot.ts'

type Draw = (rows: readonly AnyRow[], options: object) => Markish

/** The marks by the names that reports give them. Each takes whatever channels it has use for. */
const marks = {
  areaY,
  barX,
  barY,
  boxX,
  boxY,
  cell,
  dot,
  line,
  linearRegressionY,
  rectX,
  rectY,
  ruleX,
  ruleY,
  text,
  tickX,
  tickY,
} as Readonly<Record<MarkName, Draw>>

type Transform = (outputs: object, options: object) => object

/** Each transform, and the channel that it reduces. */
const transforms = {
  binX: [binX as Transform, 'y'],
  groupX: [groupX as Transform, 'y'],
  binY: [binY as Transform, 'x'],
  groupY: [groupY as Transform, 'x'],
} as const satisfies Readonly<Record<PlotTransform, readonly [Transform, string]>>

/** A plot as SVG, or as HTML with SVG in it where it has a legend. What has no colour takes the page's. */
export const drawPlot = (report: PlotReport): string => {
  const { data, marks: given, x, y, color, width, height, name } = boundPlot(report)
  const { document } = parseHTML('<html></html>')
  const options = Object.entries({ x, y, color, width, height }).filter(([, option]) => option !== undefined)
  const figure = plot({
    ...Object.fromEntries(options),
    document,
    style: { background: 'transparent', color: 'currentColor' },
    ariaLabel: name ?? 'plot',
    marks: given.map((mark) => toMark(data, mark)),
  })
  // For those who do not see it, a plot is one picture with a name.
  for (const part of figure.querySelectorAll('g[aria-label]')) part.removeAttribute('aria-label')
  const pictures = figure.matches('svg') ? [figure] : [...figure.querySelectorAll('svg')]
  for (const picture of pictures) picture.setAttribute('role', 'img')
  for (const picture of pictures)
    if (!picture.hasAttribute('aria-label'))
      picture.setAttribute('aria-label', `legend of ${name ?? 'the plot'}`)
  return figure.outerHTML
}

const toMark = (
  data: readonly AnyRow[],
  { mark, transform, reduce = 'count', ...settings }: PlotMark,
): Markish => {
  const channels = Object.fromEntries(Object.entries(settings).filter(([, channel]) => channel !== undefined))
  const at = mark === 'ruleX' ? settings.x : mark === 'ruleY' ? settings.y : undefined
  // A rule at a number stands by itself, and not once for each row.
  if (typeof at === 'number')
    return mark === 'ruleX'
      ? ruleX([at], { ...without(channels, 'x'), ...faint })
      : ruleY([at], { ...without(channels, 'y'), ...faint })
  if (transform === undefined) return marks[mark](data, channels)
  const [put, reduced] = transforms[transform]
  return marks[mark](data, put({ [reduced]: reduce }, channels))
}

const faint = { strokeOpacity: 0.4 }

const without = (channels: object, name: string): object =>
  Object.fromEntries(Object.entries(channels).filter(([key]) => key !== name))
