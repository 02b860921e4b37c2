import { formatNumber } from '../text/format.ts'

/** Where values stand along an axis, in pixels. */
export interface Scale {
  readonly place: (value: number | string) => number
  readonly ticks: readonly Tick[]
}

interface Tick {
  readonly at: number
  readonly label: string
  /** Absent where names stand along the axis. */
  readonly value?: number
}

type Range = readonly [from: number, to: number]

/** Steps between ticks that people can count in: 1, 2 and 5 times powers of ten. */
const stepFor = (span: number, count: number): number => {
  const rough = span / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const times = rough / power
  return power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10)
}

export const linearScale = (values: readonly number[], range: Range, count = 5): Scale => {
  const [low, high] = extentOf(values)
  const step = stepFor(high - low, count)
  const [from, to] = [Math.floor(low / step) * step, Math.ceil(high / step) * step]
  const place = (value: number | string): number =>
    range[0] + ((Number(value) - from) / (to - from)) * (range[1] - range[0])
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, at) => {
    const value = Number((from + at * step).toPrecision(12))
    return { at: place(value), label: formatNumber(value), value }
  })
  return { place, ticks }
}

/** The same without room around the values: an axis of time or order begins and ends with them. */
export const exactScale = (values: readonly number[], range: Range, count = 5): Scale => {
  const [from, to] = extentOf(values)
  const step = stepFor(to - from, count)
  const place = (value: number | string): number =>
    range[0] + ((Number(value) - from) / (to - from)) * (range[1] - range[0])
  const first = Math.ceil(from / step - 1e-9)
  const ticks = Array.from({ length: Math.max(0, Math.floor(to / step + 1e-9) - first + 1) }, (_, at) => {
    const value = Number(((first + at) * step).toPrecision(12))
    return { at: place(value), label: formatNumber(value), value }
  })
  return { place, ticks }
}

/** For values that are all above zero and span powers of ten. */
export const logScale = (values: readonly number[], range: Range): Scale => {
  const [low, high] = extentOf(values)
  const [from, to] = [
    Math.floor(Math.log10(low)),
    Math.max(Math.floor(Math.log10(low)) + 1, Math.ceil(Math.log10(high))),
  ]
  const place = (value: number | string): number =>
    range[0] + ((Math.log10(Number(value)) - from) / (to - from)) * (range[1] - range[0])
  const every = Math.max(1, Math.ceil((to - from) / 8))
  const ticks = Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, at) => {
    const value = 10 ** (from + at * every)
    return { at: place(value), label: formatNumber(value), value }
  })
  return { place, ticks }
}

/** For names, in the order given. */
export const pointScale = (names: readonly string[], range: Range): Scale => {
  const places = new Map(
    names.map((name, at) => [
      name,
      names.length === 1
        ? (range[0] + range[1]) / 2
        : range[0] + (at / (names.length - 1)) * (range[1] - range[0]),
    ]),
  )
  const every = Math.ceil(names.length / 24)
  return {
    place: (value) => places.get(String(value)) ?? range[0],
    ticks: names.flatMap((name, at) =>
      at % every === 0 ? [{ at: places.get(name) ?? 0, label: name }] : [],
    ),
  }
}

/** Of values that are all equal, some room around them. */
const extentOf = (values: readonly number[]): Range => {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return [0, 1]
  if (low < high) return [low, high]
  const room = low === 0 ? 1 : Math.abs(low) * 0.1
  return [low - room, high + room]
}

/** Whether values are better seen by powers of ten. */
export const spansPowers = (values: readonly number[]): boolean => {
  const finite = values.filter(Number.isFinite)
  if (finite.length < 3 || finite.some((value) => value <= 0)) return false
  const [low, high] = extentOf(finite)
  return high / low >= 300
}

/** A scale for whatever values a column has. */
export const scaleFor = (values: readonly (number | string)[], range: Range, count?: number): Scale => {
  const numbers = values.filter((value) => typeof value === 'number')
  if (numbers.length < values.length)
    return pointScale([...new Set(values.map(String))].toSorted(inOrder), range)
  return spansPowers(numbers) ? logScale(numbers, range) : linearScale(numbers, range, count)
}

const inWords = new Intl.Collator('en', { numeric: true })
const inOrder = (a: string, b: string): number => inWords.compare(a, b)
