// #region candidate
import { type ExperimentRecord, pipeline, type Stage } from 'stagewright'

/** What this library adds to the parameters: `fold` is one of `folds` parts of the rows, on which a model is scored. */
export interface Fold {
  readonly candidate: string
  readonly fold: number
  readonly folds: number
}

/** A model to compare. What it keeps between fitting and scoring is its own affair. */
export interface Candidate<Params, Row> {
  readonly name: string
  readonly evaluate: (
    record: ExperimentRecord<{ train: Row[]; test: Row[] }, Params & Fold>,
  ) => ExperimentRecord<{ accuracy: number }, Fold>
}

/** A candidate made of two stages of the user's: they may need less than they get. */
export const candidate = <Params, Row, Model>(
  name: string,
  fit: Stage<Params, { train: Row[] }, { model: Model }>,
  score: Stage<{}, { model: Model; test: Row[] }, { accuracy: number }>,
): Candidate<Params, Row> => {
  const both = pipeline(fit, score)
  return { name, evaluate: (record) => both(record) }
}
// #endregion candidate
