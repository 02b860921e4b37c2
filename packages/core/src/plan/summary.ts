import type { StoreSession } from '../ports/store.ts'
import type { Digest } from '../ports/trace.ts'
import type { Recall } from './facts.ts'
import { readSummaryLines } from './summary-lines.ts'
import { makeSummaryKeys, type SummaryKeys, summaryName } from './summary-keys.ts'
import type { Wiring } from './step.ts'

/** Larger pipelines are looked up step by step: their summary would be much to read and to keep in memory at once. */
const mostSteps = 200_000

/** What a store's summary says of a pipeline. */
export interface Summary {
  readonly recall: Recall
  readonly keyOf: SummaryKeys
  /** Replaces it. */
  readonly write: (lines: Iterable<string>) => void
}

export const openSummary = (
  wiring: Wiring,
  { summaries }: StoreSession,
  digest: (text: string) => Digest,
): Summary | undefined => {
  if (summaries === undefined || wiring.steps.length > mostSteps) return undefined
  const name = summaryName(wiring, digest)
  const text = summaries.read(name)
  const lines = text === undefined ? undefined : readSummaryLines(text)
  const keyOf = makeSummaryKeys(digest)
  return {
    recall: (step, base) => {
      if (lines === undefined) return undefined
      const key = keyOf(step, base)
      const head = key === undefined ? undefined : lines.find(key, step.application.definition.outputNames)
      if (head !== undefined) summaries.note(head.order)
      return head
    },
    keyOf,
    write: (all) => summaries.write(name, all),
  }
}
