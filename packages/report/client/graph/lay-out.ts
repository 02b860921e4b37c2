import type { Folded } from './fold.ts'
import { ranksOf } from './ranks.ts'

export interface Placed {
  readonly width: number
  readonly height: number
  /** Centres of the boxes. */
  readonly centres: readonly { readonly x: number; readonly y: number }[]
  /** One path of SVG for each arrow. */
  readonly paths: readonly string[]
}

export const boxSize = { width: 184, height: 46 } as const
const apart = { x: 64, y: 14 } as const
const edge = 14

/** What stands in a column: a box, or the place where a long arrow goes through. */
interface Slot {
  readonly box: number | undefined
  /** Where it comes in the order of the run. */
  readonly order: number
  readonly height: number
  readonly before: Slot[]
  readonly after: Slot[]
  y: number
}

/** Boxes in columns, from left to right, and in each column in the order of the run: the first record is on top. */
export const layOut = (folded: Folded): Placed => {
  const { boxes, arrows } = folded
  const ranks = ranksOf(folded)
  const columns: Slot[][] = Array.from({ length: Math.max(0, ...ranks) + 1 }, () => [])
  const slots = boxes.map(({ places }, box): Slot => {
    const slot = slotOf(box, places[0] ?? 0, boxSize.height)
    columns[ranks[box] ?? 0]?.push(slot)
    return slot
  })
  const routes = arrows.map(([from, to]) => route(slots, ranks, columns, from, to))
  for (const column of columns) arrange(column)
  // Back and forth: what is read by one box stands beside it, too.
  for (const column of columns.toReversed()) settle(column, ({ after }) => after)
  for (const column of columns) settle(column, ({ before }) => before)
  const all = columns.flat()
  const top = all.reduce((least, { y, height }) => Math.min(least, y - height / 2), Number.POSITIVE_INFINITY)
  const bottom = all.reduce((most, { y, height }) => Math.max(most, y + height / 2), 0)
  const x = (rank: number): number => edge + rank * (boxSize.width + apart.x) + boxSize.width / 2
  const y = (slot: Slot | undefined): number => (slot?.y ?? 0) - top + edge
  return {
    width: x(columns.length - 1) + boxSize.width / 2 + edge,
    height: all.length === 0 ? 0 : bottom - top + 2 * edge,
    centres: slots.map((slot, box) => ({ x: x(ranks[box] ?? 0), y: y(slot) })),
    paths: routes.map((slots, arrow) => {
      const [from = 0, to = 0] = arrows[arrow] ?? []
      const step = (ranks[to] ?? 0) > (ranks[from] ?? 0) ? 1 : -1
      return curve(slots.map((slot, at) => ({ x: x((ranks[from] ?? 0) + step * at), y: y(slot) })))
    }),
  }
}

const slotOf = (box: number | undefined, order: number, height: number): Slot => ({
  box,
  order,
  height,
  before: [],
  after: [],
  y: 0,
})

/** The slots that an arrow goes through: both boxes, and one in each column between them. */
const route = (
  slots: readonly Slot[],
  ranks: readonly number[],
  columns: readonly Slot[][],
  from: number,
  to: number,
): readonly Slot[] => {
  const [first, last] = [slots[from], slots[to]]
  if (first === undefined || last === undefined) return []
  const between: Slot[] = []
  for (let rank = (ranks[from] ?? 0) + 1; rank < (ranks[to] ?? 0); rank++) {
    const slot = slotOf(undefined, (first.order + last.order) / 2, 8)
    columns[rank]?.push(slot)
    between.push(slot)
  }
  const way = [first, ...between, last]
  if ((ranks[from] ?? 0) < (ranks[to] ?? 0))
    for (const [at, slot] of way.entries()) {
      const next = way[at + 1]
      if (next === undefined) continue
      slot.after.push(next)
      next.before.push(slot)
    }
  return way
}

/** Puts a column in order: by where what it reads stands, and then as the run has it. */
const arrange = (column: Slot[]): void => {
  const middles = new Map(column.map((slot) => [slot, middleOf(slot.before)]))
  column.sort((a, b) => {
    const [one, other] = [middles.get(a), middles.get(b)]
    return (one === undefined || other === undefined ? 0 : one - other) || a.order - b.order
  })
  settle(column, ({ before }) => before)
}

/** Moves a column's slots as near to their neighbours as their order and size allow. */
const settle = (column: readonly Slot[], neighbours: (slot: Slot) => readonly Slot[]): void => {
  const wanted = column.map((slot) => middleOf(neighbours(slot)) ?? slot.y)
  let end = Number.NEGATIVE_INFINITY
  for (const [at, slot] of column.entries()) {
    slot.y = Math.max(wanted[at] ?? 0, end + slot.height / 2 + apart.y)
    end = slot.y + slot.height / 2
  }
  const shift = column.reduce((sum, { y }, at) => sum + (wanted[at] ?? 0) - y, 0) / Math.max(1, column.length)
  for (const slot of column) slot.y += shift
}

const middleOf = (slots: readonly Slot[]): number | undefined =>
  slots.length === 0 ? undefined : slots.reduce((sum, { y }) => sum + y, 0) / slots.length

interface Point {
  readonly x: number
  readonly y: number
}

/** From the right side of one box to the left side of another, flat where it meets them and the columns between. */
const curve = (points: readonly Point[]): string => {
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined) return ''
  const half = boxSize.width / 2
  const side = last.x > first.x ? half : -half
  const stops: Point[] = [{ x: first.x + side, y: first.y }]
  for (const { x, y } of points.slice(1, -1)) stops.push({ x: x - side, y }, { x: x + side, y })
  stops.push({ x: last.x - side, y: last.y })
  return stops
    .map(({ x, y }, at) => {
      const before = stops[at - 1]
      if (before === undefined) return `M${round(x)},${round(y)}`
      if (at % 2 === 0) return `L${round(x)},${round(y)}`
      const middle = (before.x + x) / 2
      return `C${round(middle)},${round(before.y)} ${round(middle)},${round(y)} ${round(x)},${round(y)}`
    })
    .join(' ')
}

const round = (value: number): number => Math.round(value * 10) / 10
