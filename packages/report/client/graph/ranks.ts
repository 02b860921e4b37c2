import type { Folded } from './fold.ts'

/**
 * The column of each box: right of all that it reads. Boxes that hold a whole stage may read each other in a circle; the
 * arrow that closes one is left aside. A box that reads nothing stands next to what it feeds.
 */
export const ranksOf = ({ boxes, arrows }: Folded): readonly number[] => {
  const fed = boxes.map((): number[] => [])
  for (const [from, to] of arrows) fed[from]?.push(to)
  const order = orderOf(fed)
  const at = new Map(order.map((box, index) => [box, index]))
  const isForward = (from: number, to: number): boolean => (at.get(from) ?? 0) < (at.get(to) ?? 0)
  const ranks = boxes.map(() => 0)
  for (const box of order)
    for (const to of fed[box] ?? [])
      if (isForward(box, to)) ranks[to] = Math.max(ranks[to] ?? 0, (ranks[box] ?? 0) + 1)
  const isFed = new Set(arrows.filter(([from, to]) => isForward(from, to)).map(([, to]) => to))
  for (const [box, next] of fed.entries()) {
    if (isFed.has(box) || next.length === 0) continue
    ranks[box] = Math.max(0, Math.min(...next.map((to) => ranks[to] ?? 0)) - 1)
  }
  return ranks
}

/** Each box before those that it feeds, as far as that can be: the order in which a walk leaves them, turned round. */
const orderOf = (fed: readonly (readonly number[])[]): readonly number[] => {
  const state = new Map<number, number>()
  const left: number[] = []
  for (const start of fed.keys()) {
    const stack = [start]
    while (stack.length > 0) {
      const box = stack.at(-1) ?? 0
      const next = state.get(box) ?? 0
      if (next > (fed[box]?.length ?? 0)) {
        stack.pop()
        continue
      }
      state.set(box, next + 1)
      const to = fed[box]?.[next]
      if (to === undefined) {
        left.push(box)
        stack.pop()
        state.set(box, Number.POSITIVE_INFINITY)
      } else if (!state.has(to)) stack.push(to)
    }
  }
  return left.toReversed()
}
