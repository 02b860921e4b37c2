import { isFromSummary, lineOf, summaryLine } from '../plan/summary-lines.ts'
import type { Summary } from '../plan/summary.ts'
import type { Wiring } from '../plan/step.ts'
import type { FreshSession } from './fresh.ts'
import type { Landings } from './landings.ts'
import type { Ending, EndingOf } from './nodes.ts'

/** A run that is over. */
export interface Executed {
  readonly id: string
  readonly session: FreshSession
  readonly endingOf: EndingOf
  /** Absent where nothing had to run. */
  readonly landings: Landings | undefined
}

/**
 * Leaves a summary of what planning would find now, for the next run: of every step whose past can only be changed by
 * another commit. Where that says nothing that the summary of before did not say, that one stands.
 */
export const summarize = (wiring: Wiring, run: Executed, summary: Summary): void => {
  const isNew = ({ index }: { readonly index: number }): boolean => {
    const ending = run.endingOf(index)
    return orderFound(ending, run) !== undefined && ending.trace !== undefined && !isFromSummary(ending.trace)
  }
  if (wiring.steps.some(isNew)) summary.write(linesOf(wiring, run, summary))
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
    if (before !== undefined || line !== undefined) yield `${before ?? line}\n`
  }
}

/** The order of the execution that a look-up would find for a step, where that is certain. */
const orderFound = ({ trace, base, identity }: Ending, run: Executed): number | undefined => {
  if (trace === undefined || base === undefined) return undefined
  const isOther = run.landings !== undefined && run.landings.count(base) > 0
  if (isOther && !run.landings.areAlike(base)) return undefined
  const order = isOther ? run.session.orderOf(trace.key) : undefined
  if (order === undefined)
    return identity?.lasting === true && identity.trace === trace ? trace.order : undefined
  // An execution of before is not the newest one with its key any more.
  return order === 'unclear' || trace.run !== run.id ? undefined : order
}
