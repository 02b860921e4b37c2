import type { AnyRow, PlotReport } from '@stagewright/core'

/** The largest plot, in pixels of each side: what is asked for beyond is drawn so large. */
const mostPixels = 2400
const leastPixels = 40
/** Rows that one plot draws, marks that it has, and small plots that stand side by side. */
const mostRows = 10_000
const mostMarks = 24
const mostFacets = 60

/** What of a plot's scale is passed on: others of the library's settings, such as a number of ticks, have no bound. */
const scaleSettings = new Set(['label', 'type', 'domain', 'zero', 'grid', 'reverse', 'legend', 'scheme'])
const mostOfDomain = 200

/**
 * What is left of a plot that would take this process down, or a page: a plot comes from a store that somebody else may
 * have made, and its size, its rows and its ticks have no bound of their own.
 */
export const boundPlot = (report: PlotReport): PlotReport => {
  const { data, marks: given, x, y, color, width, height, name, group } = report
  const sizes = Object.entries({ width, height }).flatMap(([side, pixels]) =>
    pixels === undefined ? [] : [[side, Math.min(mostPixels, Math.max(leastPixels, pixels))] as const],
  )
  const scales = Object.entries({ x, y, color }).flatMap(([axis, scale]) =>
    scale === undefined ? [] : [[axis, boundedScale(scale)] as const],
  )
  const plain = given.slice(0, mostMarks)
  const rows = plain.some(({ transform }) => transform === undefined) ? thinned(data, mostRows) : data
  for (const { fx, fy } of plain)
    for (const column of [fx, fy])
      if (column !== undefined && new Set(rows.map((row) => row[column])).size > mostFacets)
        throw new Error(`'${column}' has more than ${mostFacets} values, and each would be a small plot`)
  return {
    kind: 'plot',
    name,
    group,
    data: rows,
    marks: plain,
    ...Object.fromEntries(sizes),
    ...Object.fromEntries(scales),
  }
}

const boundedScale = (scale: object): object =>
  Object.fromEntries(
    Object.entries(scale).flatMap(([setting, value]: [string, unknown]) => {
      if (!scaleSettings.has(setting)) return []
      return [[setting, Array.isArray(value) ? value.slice(0, mostOfDomain) : value]]
    }),
  )

/** So many rows, the last among them, as far apart as they can be. */
const thinned = (rows: readonly AnyRow[], most: number): readonly AnyRow[] => {
  if (rows.length <= most) return rows
  return Array.from(
    { length: most },
    (_, at) => rows[Math.round((at * (rows.length - 1)) / (most - 1))] ?? {},
  )
}
