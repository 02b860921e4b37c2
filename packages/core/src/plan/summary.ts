import type { StoreSession } from '../ports/store.ts'
import type { Digest } from '../ports/trace.ts'
import type { Recall } from './facts.ts'
import { endOfSummary, keyIn, readSummaryLines, type SummaryLines } from './summary-lines.ts'
import { baseInKeys, makeSummaryKeys, type SummaryKeys, summaryName } from './summary-keys.ts'
import type { Wiring } from './step.ts'

/** Larger pipelines are looked up step by step: their summary would be much to read and to keep in memory at once. */
const mostSteps = 200_000
/** Lines of a summary that stay whatever the pipeline, should they be of no more use. */
const alwaysKept = 100
/** Bytes of a summary that are read whatever the pipeline, and for each of its steps. */
const alwaysRead = 4 << 20
const readForStep = 2048

/** What a store's summary says of a pipeline. */
export interface Summary {
  readonly recall: Recall
  readonly keyOf: SummaryKeys
  /**
   * Replaces it. What it said of other steps stays, but for those of which something was saved since.
   *
   * @param saved bases of executions that were saved
   */
  readonly write: (lines: Iterable<string>, saved: Iterable<Digest>) => void
}

/** To be opened before anything runs: what a function sees of a record then is what a summary stands under. */
export const openSummary = (
  wiring: Wiring,
  { summaries }: Pick<StoreSession, 'summaries'>,
  digest: (text: string) => Digest,
  experiment: string | undefined,
): Summary | undefined => {
  const steps = wiring.steps.length
  if (summaries === undefined || steps > mostSteps) return undefined
  const name = summaryName(wiring, digest, experiment)
  const text = summaries.read(name, alwaysRead + steps * readForStep)
  const lines = text === undefined ? undefined : readSummaryLines(text, 2 * mostSteps)
  const keyOf = makeSummaryKeys(wiring, digest)
  return {
    recall: (step, base) => {
      if (lines === undefined) return undefined
      const key = keyOf(step, base)
      const head = key === undefined ? undefined : lines.find(key, step.application.definition.outputNames)
      if (head !== undefined && Number.isSafeInteger(head.order)) summaries.note(head.order)
      return head
    },
    keyOf,
    write: (own, saved) => {
      const most = Math.max(2 * steps, lines?.count() ?? 0, alwaysKept)
      summaries.write(name, withOthers(own, lines, new Set(Array.from(saved, baseInKeys)), most))
    },
  }
}

function* withOthers(
  own: Iterable<string>,
  before: SummaryLines | undefined,
  saved: ReadonlySet<string>,
  most: number,
): Generator<string> {
  const written = new Set<string>()
  let ownLength = 0
  for (const line of own) {
    written.add(keyIn(line))
    ownLength += line.length + 1
    yield `${line}\n`
  }
  for (const line of before?.all() ?? []) {
    if (written.size >= most) break
    const key = keyIn(line)
    if (written.has(key) || saved.has(baseInKeys(key))) continue
    written.add(key)
    yield `${line}\n`
  }
  yield endOfSummary(ownLength)
}
