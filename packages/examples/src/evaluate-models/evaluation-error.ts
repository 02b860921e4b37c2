// #region errors
import { type AnyStagewrightError, isStagewrightError } from 'stagewright'

export type Problem = 'a stage failed' | 'the stages do not fit' | 'the store failed' | 'it was stopped'

/** All that `evaluateModels` rejects with. `cause` is Stagewright's own error. */
export class EvaluationError extends Error {
  readonly _tag = 'EvaluationError'
  readonly problem: Problem

  constructor(cause: AnyStagewrightError) {
    super(`The evaluation has no result: ${cause.message}`, { cause })
    this.name = 'EvaluationError'
    this.problem = problemOf(cause)
  }
}

/** Without a default: the compiler asks for each error that is added. */
const problemOf = (error: AnyStagewrightError): Problem => {
  switch (error._tag) {
    case 'StageExecutionError':
    case 'StageTimeoutError':
    case 'CacherError':
    case 'ReportError':
    case 'RoundTripError':
      return 'a stage failed'
    case 'StoreError':
    case 'ArtifactLostError':
      return 'the store failed'
    case 'RunAbortedError':
      return 'it was stopped'
    case 'CachersMismatchError':
    case 'CircularWaitError':
    case 'DuplicateStageError':
    case 'EmptyCachersError':
    case 'ExecutingWithSkippedInputError':
    case 'InputSignatureError':
    case 'InvalidArgumentError':
    case 'MissingInputError':
    case 'OutputSignatureError':
    case 'PlanError':
    case 'SkippedOutputError':
    case 'StageUnavailableError':
    case 'UnhashableParameterError':
    case 'UnknownArtifactError':
    case 'UnnamedStageError':
    case 'UntrackedCodeError':
      return 'the stages do not fit'
  }
}

/** What is not Stagewright's stays as it is. */
export const asEvaluationError = (thrown: unknown): unknown =>
  isStagewrightError(thrown) ? new EvaluationError(thrown) : thrown
// #endregion errors
