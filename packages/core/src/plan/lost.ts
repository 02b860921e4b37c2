import { outputOf } from '../ports/output-of.ts'
import type { TraceHead } from '../ports/trace.ts'
import type { LookUps } from '../store/look-ups.ts'
import type { Reason } from './reason.ts'
import { declarationOf, type Step } from './step.ts'

/** Whether bytes in this format can be loaded for the output of this step. */
export type CanLoad = (step: Step, output: string, format: string) => boolean

/** What decides whether an output can be loaded, beside the store. */
export interface Loading {
  /** Locations of lists of which an item is gone. */
  readonly lostLists: ReadonlySet<string>
  readonly canLoad: CanLoad
}

/** Why the first output that cannot be loaded cannot; `undefined` where all can. */
export const firstLost = (
  step: Step,
  trace: TraceHead,
  session: LookUps,
  loading: Loading,
): Reason | undefined => {
  for (const { name } of step.application.definition.outputs) {
    const lost = lostReason(step, trace, name, session, loading)
    if (lost !== undefined) return lost
  }
  return undefined
}

/** Why an output cannot be loaded, or `undefined` where it can. */
export const lostReason = (
  step: Step,
  trace: TraceHead,
  output: string,
  session: LookUps,
  loading: Loading,
): Reason | undefined => {
  const stored = outputOf(trace, output)?.stored
  if (stored === undefined) return { type: 'artifact-missing', artifact: output }
  if (loading.lostLists.has(stored.location)) return { type: 'artifact-missing', artifact: output }
  if (!session.holds(stored))
    return {
      type: session.isDamaged(stored) ? 'artifact-corrupt' : 'artifact-missing',
      artifact: output,
    }
  if (loading.canLoad(step, output, stored.format)) return undefined
  const cacher = declarationOf(step, output)?.cacher
  return { type: 'cacher-changed', artifact: output, before: stored.format, after: cacher?.format ?? 'none' }
}
