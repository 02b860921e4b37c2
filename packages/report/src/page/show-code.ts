import type { Comparison } from '../compare/comparison.ts'
import {
  type CodePair,
  pairsOf,
  readDifferences,
  type TextDifference,
  type TextsOf,
} from '../compare/code-differences.ts'
import type { RunDocument, StepDocument } from '../document/run-document.ts'
import { allChanges, type Cause, describeCause } from '../document/why.ts'
import type { ShownCause, ShownChange } from './page-data.ts'

/** Differences of code that one page shows; the steps of a run mostly share a few. */
const mostDifferences = 300

/** Every step that differs between two runs, with its causes as a page shows them. */
export const showChanges = (before: RunDocument, after: RunDocument): readonly ShownChange[] =>
  allChanges(before, after).map(({ step, outputs, causes }) => ({
    step,
    outputs: outputs.map(({ output }) => output),
    causes: causes.map(showCause),
  }))

const showCause = (cause: Cause): ShownCause => ({
  text: describeCause(cause),
  ...(cause.type === 'input' && { step: cause.step, input: cause.input }),
  ...(cause.type === 'code' && { code: pairsOf(cause) }),
})

/** How the code differs that a page shows, by the pairs that its parts name. */
export const showCode = async (
  textsOf: TextsOf | undefined,
  shown: {
    readonly steps?: readonly StepDocument[]
    readonly comparison?: Comparison
    readonly changes?: readonly ShownChange[]
  },
): Promise<Readonly<Record<CodePair, TextDifference>>> => {
  if (textsOf === undefined) return {}
  const pairs = new Set<CodePair>([
    ...(shown.comparison?.code ?? []).flatMap(({ pair }) => pair ?? []),
    ...(shown.changes ?? []).flatMap(({ causes }) =>
      causes.flatMap(({ code = [] }) => code.map(({ pair }) => pair)),
    ),
    ...(shown.steps ?? []).flatMap(({ reason }) =>
      reason.type === 'changed'
        ? reason.changes.flatMap((change) =>
            change.type === 'code' ? pairsOf(change).map(({ pair }) => pair) : [],
          )
        : [],
    ),
  ])
  return Object.fromEntries(await readDifferences([...pairs].slice(0, mostDifferences), textsOf))
}
