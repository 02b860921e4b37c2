import { isStagewrightError, StageExecutionError } from '../errors/index.ts'
import type { Retention } from './retention.ts'
import { become, hasEndedBadly, takeWaiters } from './states.ts'
import type { Steps } from './steps.ts'
import type { Work } from './work.ts'

/** What a failure stops: all that needs a step which will not execute is blocked. */
export interface Failing {
  readonly fail: (index: number, thrown: unknown) => void
  /** The step cannot execute, because of one before it that failed or is blocked. */
  readonly giveUp: (index: number, because: number) => void
}

/** @param isInFlight whether a step is in flight, or has its place there: it has what it needs */
export const makeFailing = (
  { wiring, tell }: Work,
  { at, traceOf }: Steps,
  retention: Retention,
  isInFlight: (index: number) => boolean,
): Failing => {
  const setBlocked = (index: number, failed: number): void => {
    const { step, node } = at(index)
    become(node, 'blocked')
    node.blockedBy = failed
    tell.blocked(step, at(failed).step)
  }
  const block = (first: number, failed: number): void => {
    const pending = [first]
    while (pending.length > 0) {
      const index = pending.pop() ?? -1
      const unsettled = wiring.topology
        .dependents(index)
        .filter((dependent) => traceOf(dependent) === undefined)
      for (const dependent of [...unsettled, ...takeWaiters(at(index).node)]) {
        if (hasEndedBadly(at(dependent).node) || isInFlight(dependent)) continue
        setBlocked(dependent, failed)
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
      become(node, 'failed')
      node.error = error
      tell.failed(step, error)
      block(index, index)
    },
    giveUp: (index, because) => {
      const failed = at(because).node.blockedBy ?? because
      setBlocked(index, failed)
      block(index, failed)
    },
  }
}
