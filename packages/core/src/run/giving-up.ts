import { isStagewrightError, StageExecutionError } from '../errors/index.ts'
import { type Course, takeWaiters } from './course.ts'

/** What becomes of steps that will not execute, and of those that cannot do without them. */
export interface GivingUp {
  readonly fail: (index: number, thrown: unknown) => void
  /** @param because the step before it that failed or was given up */
  readonly cancel: (index: number, because: number) => void
}

export const makeGivingUp = ({ workshop, at, retention }: Course): GivingUp => {
  const { topology } = workshop.wiring

  /** @param failed the step that failed */
  const spread = (first: number, failed: number): void => {
    const pending = [first]
    while (pending.length > 0) {
      const index = pending.pop() ?? -1
      const unsettled = topology
        .dependents(index)
        .filter((dependent) => at(dependent).node.trace === undefined)
      for (const dependent of [...unsettled, ...takeWaiters(at(index).node)]) {
        const { node } = at(dependent)
        if (node.work === 'cancelled' || node.work === 'failed' || node.work === 'running') continue
        node.work = 'cancelled'
        node.blockedBy = failed
        pending.push(dependent)
      }
      retention.close(index)
    }
  }

  return {
    fail: (index, thrown) => {
      const { step, node } = at(index)
      const place = { stage: step.application.definition.name, record: step.application.subject.name }
      const error = isStagewrightError(thrown) ? thrown : new StageExecutionError(place, thrown, 1)
      node.work = 'failed'
      node.error = error
      workshop.onFailed(step, error)
      spread(index, index)
    },
    cancel: (index, because) => {
      const { node } = at(index)
      const failed = at(because).node.blockedBy ?? because
      node.work = 'cancelled'
      node.blockedBy = failed
      spread(index, failed)
    },
  }
}
