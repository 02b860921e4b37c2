// #region evaluate
import { fileStore, record, run, type Stage, type Store } from 'stagewright'
import type { Candidate } from './candidate.ts'
import { asEvaluationError } from './evaluation-error.ts'
import { type Progress, progressFrom } from './progress.ts'
import { compare, type Score, splitRows } from './stages.ts'

export interface Evaluation<Params, Row> {
  /** Gives the rows. */
  readonly load: Stage<Params, {}, { rows: Row[] }>
  readonly candidates: readonly Candidate<Params, Row>[]
  /** What the stages read. */
  readonly params: Params
  /** Default: 5. */
  readonly folds?: number
  /** Default: a store in `.evaluate-models/`. */
  readonly store?: Store
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/**
 * The mean accuracy of each candidate over all folds, best first. What was evaluated before is not evaluated again.
 *
 * @throws EvaluationError
 */
export const evaluateModels = async <Params extends object, Row>({
  load,
  candidates,
  params,
  folds = 5,
  store = fileStore('.evaluate-models'),
  signal,
  onProgress = () => {},
}: Evaluation<Params, Row>): Promise<readonly Score[]> => {
  const split = splitRows<Row>()
  const records = candidates.flatMap(({ name, evaluate }) =>
    Array.from({ length: folds }, (_, fold) =>
      evaluate(split(load(record({ ...params, fold, folds, candidate: name })))),
    ),
  )
  const scores = compare(record({}), records)
  try {
    const result = await run(scores, { store, signal, onEvent: progressFrom(onProgress) })
    return await result.value(scores, 'scores')
  } catch (thrown) {
    throw asEvaluationError(thrown)
  }
}
// #endregion evaluate
