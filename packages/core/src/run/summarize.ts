import { isFromSummary, lineOf, stoodInLastRun, summaryLine } from '../plan/summary-lines.ts'
import type { Summary } from '../plan/summary.ts'
import type { Wiring } from '../plan/step.ts'
import type { Ending, EndingOf } from '../scheduler/states.ts'
import type { Saves } from './saves.ts'

/** A run that is over. */
export interface Executed {
  readonly id: string
  readonly endingOf: EndingOf
  readonly saves: Saves
}

/**
 * Leaves a summary of what planning would find now, for the next run: of every step whose past can only be changed by
 * another commit. The summary of before stands where nothing was saved, which ends it, and nothing was looked up.
 */
export const summarize = (wiring: Wiring, run: Executed, summary: Summary): void => {
  const [saved] = run.saves.bases()
  const isNew = ({ index }: { readonly index: number }): boolean => {
    const ending = run.endingOf(index)
    if (ending.trace === undefined || stoodInLastRun(ending.trace)) return false
    return isFromSummary(ending.trace) || orderFound(ending, run) !== undefined
  }
  if (saved !== undefined || wiring.steps.some(isNew))
    summary.write(linesOf(wiring, run, summary), run.saves.bases())
}

function* linesOf({ steps }: Wiring, run: Executed, summary: Summary): Generator<string> {
  for (const step of steps) {
    const ending = run.endingOf(step.index)
    const { trace, base } = ending
    const order = orderFound(ending, run)
    if (order === undefined || trace === undefined || base === undefined) continue
    const before = lineOf(trace)
    const key = before === undefined ? summary.keyOf(step, base) : undefined
    const line = key && summaryLine(key, order, trace, step.application.definition.outputNames)
    if (before !== undefined) yield before
    else if (line !== undefined) yield line
  }
}

/** The order of the execution that a look-up would find for a step, where that is certain. */
const orderFound = ({ trace, base, identity }: Ending, run: Executed): number | undefined => {
  if (trace === undefined || base === undefined) return undefined
  const areAlike = run.saves.areAlike(base)
  if (areAlike === false) return undefined
  const order = areAlike === true ? run.saves.orderOf(trace.key) : undefined
  if (order === undefined)
    return identity?.lasting === true && identity.trace === trace ? trace.order : undefined
  // An execution of before is not the newest one with its key any more.
  return order === 'unclear' || trace.run !== run.id ? undefined : order
}
