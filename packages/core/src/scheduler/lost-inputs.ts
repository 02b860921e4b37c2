import { ArtifactLostError, StageExecutionError } from '../errors/index.ts'
import { artifactOf, neededBy, type Step } from '../plan/step.ts'
import { outputOf } from '../ports/output-of.ts'
import type { StoredArtifact, TraceHead } from '../ports/trace.ts'
import type { Work } from './work.ts'

/** Times that one artifact is made anew in one run, and that one step waits for it, before its loss is a failure. */
const mostRecoveries = 3

/**
 * Makes good that an input's bytes are gone: they count as lost from now on, so that its producer executes. Tells
 * whether it could be found which input that is.
 */
export type LostInputs = (step: Step, error: ArtifactLostError) => boolean

/** @param onLost told of each loss once */
export const makeLostInputs = (
  { lost, lostItems }: Pick<Work, 'lost' | 'lostItems'>,
  traceOf: (step: number) => TraceHead | undefined,
  onLost: (producer: number, output: string, problem: 'missing' | 'corrupt') => void,
): LostInputs => {
  const recoveries = new Map<string, number>()
  const mayRecover = (what: string): boolean => {
    const times = recoveries.get(what) ?? 0
    recoveries.set(what, times + 1)
    return times < mostRecoveries
  }
  const met = new Set<string>()
  return (step, error) => {
    const locations = [error.location, ...error.within]
    for (const input of neededBy(step)) {
      const { producer } = input
      const name = artifactOf(input)
      if (producer === undefined) continue
      const stored = outputOf(traceOf(producer), name)?.stored
      if (stored === undefined || !locations.includes(stored.location)) continue
      // Another step has met the loss, and it is being made good.
      if (lost.has(stored.location)) return mayRecover(`${step.index} from ${producer} ${name}`)
      if (!mayRecover(`${producer} ${name}`)) continue
      for (const location of locations) lost.add(location)
      const items = locations.filter((location) => location !== stored.location)
      if (items.length > 0)
        lostItems.set(stored.location, [...(lostItems.get(stored.location) ?? []), ...items])
      for (const location of locations) met.add(location)
      onLost(producer, name, error.problem)
      return true
    }
    // It was made anew in another place while the step still read from where it had been.
    return (
      locations.some((location) => met.has(location)) && mayRecover(`${step.index} from ${error.location}`)
    )
  }
}

/** The loss of an input, which a function meets itself when it loads a lazy output by its handle. */
export const lossIn = (error: unknown): ArtifactLostError | undefined => {
  const reason: unknown = error instanceof StageExecutionError ? error.cause : error
  return reason instanceof ArtifactLostError ? reason : undefined
}

/** What was stored now is lost no more, nor are the items of a list. */
export const isThereAgain = (
  { lost, lostItems }: Pick<Work, 'lost' | 'lostItems'>,
  { location }: StoredArtifact,
): void => {
  if (lost.size === 0) return
  for (const each of [location, ...(lostItems.get(location) ?? [])]) lost.delete(each)
}
