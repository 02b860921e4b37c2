// #region published
export { type Candidate, candidate, type Fold } from './candidate.ts'
export { evaluateModels, type Evaluation } from './evaluate-models.ts'
export { EvaluationError, type Problem } from './evaluation-error.ts'
export type { Progress } from './progress.ts'
export type { Score } from './stages.ts'
// #endregion published
