import type { AnyRow, PlotMark, PlotReport } from '@stagewright/core'

/** A plot that one or several records reported. */
export interface JoinedPlot {
  readonly report: PlotReport
  /** The records that are in it, where there are several. */
  readonly records?: readonly string[]
}

/** Records whose lines one picture holds: of more, as many that are evenly apart. */
const mostRecords = 60

/**
 * One picture of the plots that several records reported under one name, so that they share axes and can be compared:
 * each record has a colour. `undefined` where their marks have colours or series of their own.
 */
export const joinPlots = (
  all: readonly { readonly record: string; readonly report: PlotReport }[],
): JoinedPlot | undefined => {
  const [first] = all
  if (first === undefined || all.length < 2) return undefined
  if (!first.report.marks.every(isPlain)) return undefined
  const every = Math.ceil(all.length / mostRecords)
  const plots = all.filter((_, at) => at % every === 0)
  const column = freeColumn(plots.flatMap(({ report }) => Object.keys(report.data[0] ?? {})))
  const data = plots.flatMap(({ record, report }) =>
    report.data.map((row): AnyRow => ({ ...row, [column]: record })),
  )
  const marks = first.report.marks.map((mark) => (isRule(mark) ? mark : { ...mark, stroke: column }))
  const { name = 'plot' } = first.report
  const named = every === 1 ? {} : { name: `${name}, ${plots.length} of ${all.length} records` }
  return { report: { ...first.report, ...named, data, marks }, records: plots.map(({ record }) => record) }
}

/** The same axes for plots that stand beside each other and cannot be one picture. */
export const alignPlots = (reports: readonly PlotReport[]): readonly PlotReport[] => {
  const scale = (axis: 'x' | 'y'): object | undefined => {
    const values: number[] = []
    for (const { data, marks, [axis]: given } of reports) {
      if (given?.domain !== undefined || given?.type !== undefined) return undefined
      for (const mark of marks) {
        if (mark.transform !== undefined) return undefined
        if (!axesShared.has(mark.mark)) return undefined
        for (const channel of [mark[axis], mark[`${axis}1`], mark[`${axis}2`]]) {
          if (typeof channel === 'number') values.push(channel)
          if (typeof channel !== 'string') continue
          for (const row of data) {
            const value = row[channel]
            if (typeof value === 'number' && Number.isFinite(value)) values.push(value)
            else if (value !== null && value !== undefined) return undefined
          }
        }
      }
    }
    if (values.length === 0) return undefined
    const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
    const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
    return low < high ? { domain: [low, high] } : undefined
  }
  const [x, y] = [scale('x'), scale('y')]
  return reports.map((report) => ({
    ...report,
    ...(x === undefined ? {} : { x: { ...report.x, ...x } }),
    ...(y === undefined ? {} : { y: { ...report.y, ...y } }),
  }))
}

const axesShared = new Set(['dot', 'line', 'ruleX', 'ruleY', 'text', 'tickX', 'tickY'])

const isRule = ({ mark, x, y }: PlotMark): boolean =>
  (mark === 'ruleX' && typeof x === 'number') || (mark === 'ruleY' && typeof y === 'number')

const isPlain = (mark: PlotMark): boolean =>
  isRule(mark) ||
  (['line', 'dot', 'linearRegressionY', 'tickX', 'tickY'].includes(mark.mark) &&
    [mark.stroke, mark.fill, mark.z, mark.fx, mark.fy, mark.transform].every((each) => each === undefined))

const freeColumn = (taken: readonly string[]): string => {
  let name = 'record'
  while (taken.includes(name)) name += ' '
  return name
}
