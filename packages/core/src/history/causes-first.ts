import type { Trace } from '../ports/trace.ts'

interface Made {
  readonly after: Trace | undefined
}

/** What was made of another one's outputs comes after it; what has nothing to do with each other stays in its order of making. */
export const causesFirst = <Of extends Made>(differences: readonly Of[]): readonly Of[] => {
  const inOrder = differences.toSorted((a, b) => (a.after?.order ?? 0) - (b.after?.order ?? 0))
  const makers = new Map<string, Of[]>()
  for (const difference of inOrder)
    for (const { name, digest } of difference.after?.outputs ?? []) {
      const same = makers.get(`${digest}${name}`)
      if (same === undefined) makers.set(`${digest}${name}`, [difference])
      else same.push(difference)
    }
  const causesOf = ({ after }: Of): readonly Of[] =>
    (after?.inputs ?? []).flatMap(({ name, digest }) => makers.get(`${digest ?? ''}${name}`) ?? [])
  const placed = new Set<Of>()
  const entered = new Set<Of>()
  const pending = inOrder.toReversed()
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    if (entered.has(top)) {
      pending.pop()
      placed.add(top)
      continue
    }
    entered.add(top)
    pending.push(...causesOf(top).filter((cause) => !entered.has(cause)))
  }
  return [...placed]
}
