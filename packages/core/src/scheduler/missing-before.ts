import { artifactOf, neededBy } from '../plan/step.ts'
import { hasEndedBadly } from './states.ts'
import type { Steps } from './steps.ts'
import type { Work } from './work.ts'

/**
 * What keeps a step from executing that comes before it: a step that failed or is blocked; or steps that must execute
 * first, because their values cannot be had, or because they have no outputs and come first. Marks the values that it has
 * as used.
 */
export const missingBefore = (
  index: number,
  { session, values, wiring }: Pick<Work, 'session' | 'values' | 'wiring'>,
  { at }: Pick<Steps, 'at'>,
): { readonly failed: number } | { readonly absent: ReadonlySet<number> } | undefined => {
  let absent: Set<number> | undefined
  let failed: number | undefined
  session.together(neededBy(at(index).step), (input) => {
    const { producer } = input
    if (producer === undefined || failed !== undefined) return
    const { step, node } = at(producer)
    if (hasEndedBadly(node)) failed = producer
    else if (!values.has(step, artifactOf(input), node.trace) || !values.hasItem(input))
      (absent ??= new Set()).add(producer)
    else if (node.state === 'idle') node.used = true
  })
  if (failed !== undefined) return { failed }
  for (const guard of wiring.topology.after(index)) {
    const { node } = at(guard)
    if (hasEndedBadly(node)) return { failed: guard }
    if (node.state !== 'done') (absent ??= new Set()).add(guard)
  }
  return absent && { absent }
}
