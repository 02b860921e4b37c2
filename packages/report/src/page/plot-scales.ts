import type { AnyRow, PlotMark, PlotReport } from '@stagewright/core'

/** Colours that a legend can still tell apart. */
const mostInLegend = 24

interface Scales {
  readonly x: object
  readonly y: object
  readonly color: object
}

/** The scales of a plot, with what its rows suggest where it does not say: a legend for colours, names that stay names. */
export const scalesOf = ({ data, marks, x, y, color }: PlotReport): Scales => {
  const scale = (axis: 'x' | 'y', given: object | undefined): object => {
    const columns = marks.flatMap((mark) => columnsOf(mark, [axis, `${axis}1`, `${axis}2`], data))
    return typeOf(given) === undefined && columns.some((column) => looksLikeNumbers(data, column))
      ? { ...given, type: marks.some((mark) => isBanded(mark, axis)) ? 'band' : 'point' }
      : { ...given }
  }
  const colours = marks.flatMap((mark) => columnsOf(mark, ['fill', 'stroke'], data))
  const [column] = colours
  const values = column === undefined ? 0 : new Set(data.map((row) => row[column])).size
  return {
    x: scale('x', x),
    y: scale('y', y),
    color: {
      ...(column === undefined || values > mostInLegend ? {} : { legend: true }),
      ...(colours.some((each) => looksLikeNumbers(data, each)) ? { type: 'categorical' } : {}),
      ...color,
    },
  }
}

const typeOf = (scale: object | undefined): unknown => scale && Reflect.get(scale, 'type')

/** The columns that some of a mark's channels name. */
const columnsOf = (
  mark: PlotMark,
  channels: readonly string[],
  data: readonly AnyRow[],
): readonly string[] => {
  const [first = {}] = data
  return channels.flatMap((channel) => {
    const named: unknown = Reflect.get(mark, channel)
    return typeof named === 'string' && Object.hasOwn(first, named) ? [named] : []
  })
}

/** Of names such as `1` and `10` the library warns, in the middle of the picture. */
const looksLikeNumbers = (data: readonly AnyRow[], column: string): boolean =>
  data.some((row) => typeof row[column] === 'string' && /^\s*-?[\d.]/u.test(row[column]))

const isBanded = ({ mark, transform }: PlotMark, axis: 'x' | 'y'): boolean =>
  mark === 'cell' ||
  (axis === 'x' ? ['barY', 'boxY', 'tickY'].includes(mark) : ['barX', 'boxX', 'tickX'].includes(mark)) ||
  transform !== undefined
