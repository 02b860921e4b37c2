import { InputSignatureError, ReportError, StageExecutionError } from '../errors/index.ts'
import type { Step } from '../plan/step.ts'
import type { Executor } from '../ports/executor.ts'

/** Calls a function in this thread. */
export const inProcess: Executor = {
  name: 'in process',
  // The planner pairs each function with the arguments of its kind.
  execute: async ({ fn, args }) => (fn as (...args: readonly unknown[]) => unknown)(...args),
}

/** The error that a failed attempt is told by. */
export const blame = (step: Step, cause: unknown, attempts: number): Error => {
  const { definition, subject } = step.application
  const isOfStep = isOwn(cause) && cause.stage === definition.name && cause.record === subject.name
  return isOfStep
    ? cause
    : new StageExecutionError({ stage: definition.name, record: subject.name }, cause, attempts)
}

/** What the context itself throws into the function says all that is to be said. */
const isOwn = (error: unknown): error is InputSignatureError | ReportError =>
  error instanceof InputSignatureError || error instanceof ReportError
