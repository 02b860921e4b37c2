import { type AnyStagewrightError, isStagewrightError } from './any-error.ts'
import { describeThrown } from './base.ts'
import { InvalidArgumentError } from './wiring.ts'

/** What a plan or a run rejects with when a part that it was given, such as a store, threw something of its own. */
export const asOwnError = (thrown: unknown): AnyStagewrightError =>
  isStagewrightError(thrown)
    ? thrown
    : new InvalidArgumentError(
        `Something that Stagewright was given, such as a store, threw: ${describeThrown(thrown)}`,
        {},
        thrown,
      )
