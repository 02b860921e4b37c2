import type { Step } from '../plan/step.ts'
import type { Trace } from '../ports/trace.ts'
import type { Steps } from './steps.ts'
import type { Work } from './work.ts'

/** An execution of another session. */
export interface MadeByOthers {
  readonly trace: Trace
  /** Whether all that it made can be had. */
  readonly isAllThere: boolean
}

/** What another session made of a step, where that can be used. */
export const madeByOthers = (
  step: Step,
  { session, values }: Pick<Work, 'session' | 'values'>,
  { identityOf, isForced, hasAll }: Pick<Steps, 'identityOf' | 'isForced' | 'hasAll'>,
): MadeByOthers | undefined | Promise<MadeByOthers | undefined> => {
  if (isForced(step.index)) return undefined
  return session.answered(() => {
    const { trace: head } = identityOf(step)
    const canUse = step.application.definition.outputNames.every((name) => values.has(step, name, head))
    const trace = head !== undefined && canUse ? session.trace(head.key) : undefined
    return trace && { trace, isAllThere: hasAll(step, trace) }
  })
}
