import type { Application } from '../graph/application.ts'
import { lastsOf, type Unfoldings } from '../graph/collect.ts'
import type { Step } from './step.ts'

/** A step without outputs: no artifact flows from it, and what comes after it in its record's chain waits for it. */
export const isBarrier = ({ application }: Pick<Step, 'application'>): boolean =>
  application.definition.outputs.length === 0

const none: readonly number[] = []

/**
 * The steps that each one begins after, for order alone: the nearest step without outputs in its record's chain, and for
 * an aggregate the nearest in the chain of each of its records. A barrier comes after the one before it, so one edge
 * is enough however many there are.
 */
export const guardsOf = (
  steps: readonly Step[],
  stepOf: ReadonlyMap<Application, number>,
  unfoldings: Unfoldings,
): ((step: number) => Iterable<number>) => {
  /** The last barrier up to each step of a chain, itself included; steps come after what they were applied to. */
  const lastBarriers: (number | undefined)[] = []
  const lastUpTo = (application: Application | undefined): number | undefined =>
    application && lastBarriers[stepOf.get(application) ?? -1]
  const lookAtNew = (): void => {
    for (const step of steps.slice(lastBarriers.length))
      lastBarriers.push(isBarrier(step) ? step.index : lastUpTo(step.application.previous))
  }
  return (index) => {
    if (lastBarriers.length < steps.length) lookAtNew()
    const application = steps[index]?.application
    if (application === undefined) return none
    const own = lastUpTo(application.previous)
    const lasts = lastsOf(application, unfoldings)
    if (lasts.length === 0) return own === undefined ? none : [own]
    return new Set([own, ...lasts.map(lastUpTo)].filter((guard) => guard !== undefined))
  }
}
