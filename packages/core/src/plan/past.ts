import { placesOf } from '../ports/place.ts'
import type { Trace } from '../ports/trace.ts'
import type { LookUps } from '../store/look-ups.ts'
import { placeOf, type Step } from './step.ts'

/** The execution that a step stood on last, `undefined` for one that never ran. */
export interface Past {
  (step: Step): Trace | undefined
  /** Whether a step of the plan is the one that was executed, or the execution is another experiment's. */
  readonly isPlanned: (trace: Trace) => boolean
}

/** Executions that an earlier version saved are looked for among so many of a stage. */
const mostOfEarlierVersions = 10_000

/**
 * Finds what the same record's step stood on last in the same experiment. A record without a name whose parameters were
 * edited has another name now: it is the one that stood in its place, if none of the steps of now is that one.
 *
 * @param steps all that are planned
 */
export const makePast = (session: LookUps, experiment: string | undefined, steps: readonly Step[]): Past => {
  const ids = new Set<string>()
  /** So many of the steps are among the ids: lists add steps while a run goes on. */
  let counted = 0
  const isStillThere = (stage: string, record: string): boolean => {
    for (; counted < steps.length; counted++) ids.add(steps[counted]?.id ?? '')
    return ids.has(`${stage}@${record}`)
  }
  const savedBefore = makeEarlierVersions(session)
  const find = (step: Step): Trace | undefined => {
    const place = placeOf(step, experiment)
    const [byName, byPosition] = session.stood(placesOf(place))
    if (byName !== undefined) return byName.trace
    const earlier = savedBefore(place.stage, place.record)
    if (earlier !== undefined) return earlier
    return byPosition === undefined || isStillThere(place.stage, byPosition.record)
      ? undefined
      : byPosition.trace
  }
  return Object.assign(find, {
    isPlanned: (trace: Trace) => trace.experiment !== experiment || isStillThere(trace.stage, trace.record),
  })
}

/** By stage and record: an earlier version of this library noted neither experiments nor steps. */
const makeEarlierVersions = (session: LookUps): ((stage: string, record: string) => Trace | undefined) => {
  const known = new Map<string, ReadonlyMap<string, Trace>>()
  let areThere: boolean | undefined
  const ofStage = (stage: string): ReadonlyMap<string, Trace> => {
    const all = session.latest(stage, mostOfEarlierVersions).filter(isOfEarlierVersion)
    return new Map(all.toReversed().map((trace) => [trace.record, trace]))
  }
  return (stage, record) => {
    areThere ??= holdsEarlierVersions(session)
    if (!areThere) return undefined
    const traces = known.get(stage) ?? ofStage(stage)
    known.set(stage, traces)
    return traces.get(record)
  }
}

const isOfEarlierVersion = ({ step }: Trace): boolean => step === undefined

/** Told by the oldest execution. */
const holdsEarlierVersions = (session: LookUps): boolean => {
  const oldest = session.oldest()
  return oldest !== undefined && isOfEarlierVersion(oldest)
}
