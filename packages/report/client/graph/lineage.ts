/** A box, all that it is made from, and all that is made from it. */
export const lineage = (
  arrows: readonly (readonly [from: number, to: number])[],
  box: number,
): ReadonlySet<number> => {
  const above = new Map<number, number[]>()
  const below = new Map<number, number[]>()
  for (const [from, to] of arrows) {
    above.set(to, [...(above.get(to) ?? []), from])
    below.set(from, [...(below.get(from) ?? []), to])
  }
  const found = new Set([box])
  for (const next of [above, below]) {
    const reached = new Set([box])
    for (const at of reached) for (const other of next.get(at) ?? []) reached.add(other)
    for (const at of reached) found.add(at)
  }
  return found
}
