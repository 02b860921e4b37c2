import { isStagewrightError, StageExecutionError, StageTimeoutError } from '../errors/index.ts'
import { describeCombining } from '../lists/combine.ts'
import type { Step } from '../plan/step.ts'

/**
 * The error by which a failed attempt is told of. What this library found wrong with what the function is given or
 * returned says all that is to be said; the rest is the stage's failure.
 */
export const blame = (step: Step, thrown: unknown, attempt: number): Error => {
  if (isStagewrightError(thrown) && !isFailure(thrown)) return thrown
  const { definition, subject } = step.application
  const cause = thrown instanceof StageExecutionError ? thrown.cause : thrown
  const place = { stage: definition.name, record: subject.name }
  return new StageExecutionError(place, cause, attempt, doing(step))
}

/** Of a fold, which items it was combining. */
const doing = ({ inputs, application: { definition } }: Step): string | undefined => {
  const [list] = definition.inputs
  const spans = inputs.flatMap(({ span }) => span ?? [])
  return list === undefined || spans.length === 0 ? undefined : describeCombining(list, spans)
}

const isFailure = (thrown: unknown): boolean =>
  thrown instanceof StageExecutionError || thrown instanceof StageTimeoutError
