import { StagewrightError } from './base.ts'
import type {
  CacherError,
  CircularWaitError,
  ExecutingWithSkippedInputError,
  ReportError,
  RoundTripError,
  RunAbortedError,
  SkippedOutputError,
  StageExecutionError,
  StageTimeoutError,
  StageUnavailableError,
  UnknownArtifactError,
} from './running.ts'
import type { ArtifactLostError, StoreError } from './storing.ts'
import type {
  CachersMismatchError,
  DuplicateStageError,
  EmptyCachersError,
  InputSignatureError,
  InvalidArgumentError,
  MissingInputError,
  OutputSignatureError,
  UnhashableParameterError,
  UnnamedStageError,
  UntrackedCodeError,
} from './wiring.ts'

/** Every error of this library, told apart by `_tag`: a `switch` or ts-pattern's `match` over it can be exhaustive. */
export type AnyStagewrightError =
  | ArtifactLostError
  | CacherError
  | CachersMismatchError
  | CircularWaitError
  | DuplicateStageError
  | EmptyCachersError
  | ExecutingWithSkippedInputError
  | InputSignatureError
  | InvalidArgumentError
  | MissingInputError
  | OutputSignatureError
  | PlanError
  | ReportError
  | RoundTripError
  | RunAbortedError
  | SkippedOutputError
  | StageExecutionError
  | StageTimeoutError
  | StageUnavailableError
  | StoreError
  | UnhashableParameterError
  | UnknownArtifactError
  | UnnamedStageError
  | UntrackedCodeError

const tags: ReadonlySet<string> = new Set(
  Object.keys({
    ArtifactLostError: true,
    CacherError: true,
    CachersMismatchError: true,
    CircularWaitError: true,
    DuplicateStageError: true,
    EmptyCachersError: true,
    ExecutingWithSkippedInputError: true,
    InputSignatureError: true,
    InvalidArgumentError: true,
    MissingInputError: true,
    OutputSignatureError: true,
    PlanError: true,
    ReportError: true,
    RoundTripError: true,
    RunAbortedError: true,
    SkippedOutputError: true,
    StageExecutionError: true,
    StageTimeoutError: true,
    StageUnavailableError: true,
    StoreError: true,
    UnhashableParameterError: true,
    UnknownArtifactError: true,
    UnnamedStageError: true,
    UntrackedCodeError: true,
  } satisfies Record<AnyStagewrightError['_tag'], true>),
)

/** Whether something that was thrown is an error of this library. A class of another library that extends the base is none. */
export const isStagewrightError = (thrown: unknown): thrown is AnyStagewrightError =>
  thrown instanceof StagewrightError && tags.has(thrown._tag)

/** The targets cannot be planned; `errors` has every reason. */
export class PlanError extends StagewrightError {
  readonly _tag = 'PlanError'
  readonly errors: readonly AnyStagewrightError[]
  constructor(errors: readonly AnyStagewrightError[]) {
    const sentences = foldRecords(errors)
    super(
      `Cannot plan: ${sentences.length} ${sentences.length === 1 ? 'problem' : 'problems'}\n${sentences.map((sentence) => `  - ${sentence}`).join('\n')}`,
    )
    this.errors = errors
  }
}

/** A problem that several records share is one sentence. */
const foldRecords = (errors: readonly AnyStagewrightError[]): readonly string[] => {
  const alike = new Map<string, { readonly message: string; count: number }>()
  for (const { message, record } of errors) {
    const key = record === undefined ? message : message.replaceAll(`'${record}'`, "''")
    const known = alike.get(key)
    if (known === undefined) alike.set(key, { message, count: 1 })
    else known.count++
  }
  return [...alike.values()].map(({ message, count }) => {
    if (count === 1) return message
    return `${message} ${count === 2 ? 'One other record has' : `${count - 1} other records have`} the same problem.`
  })
}
