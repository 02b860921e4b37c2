import * as face from '@stagewright/node'
import {
  type AnyStagewrightError,
  InvalidArgumentError,
  type RunOptions,
  type RunResult,
  type Target,
  type TaskEither,
} from '@stagewright/node'
import { documented, type DocumentOptions } from './documented.ts'

export * from '@stagewright/node'
export type { DocumentOptions } from './documented.ts'

/** Plans, skips what can be skipped, runs the rest, and keeps every result in `.stagewright/` unless a store is given. */
export const run = (targets: Target, options: RunOptions & DocumentOptions = {}): Promise<RunResult> =>
  documented(
    options,
    (own) => face.run(targets, own),
    (result) => result,
  )

/** `run` as an fp-ts TaskEither. */
export const runTask =
  (targets: Target, options: RunOptions & DocumentOptions = {}): TaskEither<AnyStagewrightError, RunResult> =>
  () =>
    documented(
      options,
      (own) => face.runTask(targets, own)(),
      (outcome) => (outcome._tag === 'Right' ? outcome.right : undefined),
    ).catch((error: unknown) => ({ _tag: 'Left', left: asOwnError(error) }))

const asOwnError = (error: unknown): AnyStagewrightError =>
  error instanceof InvalidArgumentError
    ? error
    : new InvalidArgumentError(`The document of this run cannot be kept: ${String(error)}`, {}, error)
