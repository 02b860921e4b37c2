import type { InputTrace, Trace } from '../ports/trace.ts'
import type { Change } from './reason.ts'

/** Whether an execution gathered a list: its inputs are counted, and it was given no records. */
export const hasGathered = ({ records, inputs }: Pick<Trace, 'records' | 'inputs'>): boolean =>
  records === undefined && inputs.some(({ record }) => record > 0)

/** What is other among the items that a list is gathered of; as many that came as went count as changed. */
export const itemChanges = (
  before: readonly InputTrace[],
  after: readonly InputTrace[],
): readonly Change[] => {
  const counts = new Map<string | undefined, number>()
  for (const { digest } of after) counts.set(digest, (counts.get(digest) ?? 0) + 1)
  for (const { digest } of before) counts.set(digest, (counts.get(digest) ?? 0) - 1)
  let came = 0
  let went = 0
  for (const count of counts.values())
    if (count > 0) came += count
    else went -= count
  const changed = Math.min(came, went)
  const isReordered = came + went === 0 && before.some(({ digest }, index) => digest !== after[index]?.digest)
  if (came + went === 0 && !isReordered) return []
  return [{ type: 'items', added: came - changed, changed, removed: went - changed }]
}
