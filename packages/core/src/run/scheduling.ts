import {
  type AnyStagewrightError,
  InvalidArgumentError,
  PlanError,
  RunAbortedError,
} from '../errors/index.ts'
import { makersOf } from '../graph/artifacts.ts'
import { type AnyRecord, stateOf } from '../graph/record.ts'
import type { Prospect } from '../plan/decide.ts'
import { gatherFacts } from '../plan/facts.ts'
import { makePast } from '../plan/past.ts'
import { isCached, type Wiring } from '../plan/step.ts'
import type { Memory } from '../scheduler/memory.ts'
import type { ResourceSize } from '../scheduler/resources.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import { type EndingOf, isUnfinished, nodeFinder } from '../scheduler/states.ts'
import { makeCommits } from './commits.ts'
import type { Converted } from './convert.ts'
import type { Emitter } from './emitter.ts'
import { canLoadBy } from './formats.ts'
import type { FreshSession } from './fresh.ts'
import { type Hindsight, makeHindsight } from './hindsight.ts'
import { makeInputWatch } from './input-watch.ts'
import { wireTargets } from './prepare.ts'
import type { RunSetting } from './setting.ts'
import { makeGrowing } from './unfolding.ts'
import { makeValues } from './values.ts'
import { makeWork } from './work.ts'

/** A plan that is to be carried out. */
export interface PlannedRun extends RunSetting, Omit<Converted, 'prospects'> {
  readonly run: string
  readonly records: readonly AnyRecord[]
  readonly wiring: Wiring
  readonly prospects: readonly Prospect[]
  readonly memory: Memory
  readonly emitter: Emitter
  readonly session: FreshSession
  readonly signal: AbortSignal
}

/** How steps ended, and why. */
export interface Concluded {
  readonly endingOf: EndingOf
  readonly reasonOf: Hindsight['reasonOf']
  /** Of all steps, those that lists added included. */
  readonly prospects: readonly Prospect[]
  /** Steps that stood for others, which were added. */
  readonly replaced: ReadonlySet<number>
}

export interface Scheduling {
  readonly scheduler: Scheduler
  /**
   * Every step's last state once the scheduler has ended and all of it is saved.
   *
   * @param linger told, after an abort, what still runs and may be saved
   * @throws RunAbortedError after an abort, or a soft stop that left something to do, and the first failure's error unless
   *   the run keeps going
   */
  readonly conclude: (linger: (ended: Promise<unknown>) => void) => Promise<Concluded>
}

export const makeScheduling = (planned: PlannedRun): Scheduling => {
  const { run, wiring, memory, emitter, session, fingerprinter, signal, drain, lost } = planned
  const { formats, overwrite, strict } = planned
  const prove = (record: object): void =>
    checkNeeds(wireTargets(record, fingerprinter, strict).wiring, planned.resources)
  const growing = makeGrowing(wiring, planned.prospects, { session, formats }, emitter, overwrite, prove)
  const { prospects, replaced, unfold, added } = growing
  const past = makePast(session, planned.experiment, wiring.steps)
  const facts = gatherFacts(session, fingerprinter, 'anew', past)
  const loading = { canLoad: canLoadBy(planned.formats), lostLists: lost }
  const hindsight = makeHindsight(run, wiring, prospects, facts, loading)
  const lostByNow = new Set(lost)
  const { lazy = 'declared', keepGoing = false, roundTrip = 'trust' } = planned
  const values = makeValues(wiring, session, memory, planned.formats, lazy, lostByNow)
  const commits = makeCommits()
  const failures: AnyStagewrightError[] = []
  const { concurrency, refused, executor, memoryInUse, resources = {} } = planned
  const pinned = pinnedSteps(planned.records, wiring)
  const plan = { run, wiring, prospects, facts, memory, values, refused, concurrency, resources, keepGoing }
  const watch = makeInputWatch()
  const work = makeWork(
    { ...plan, lost: lostByNow, lostItems: new Map(), signal, drain, pinned, unfold, added },
    {
      run,
      store: planned.store.name,
      experiment: planned.experiment,
      hindsight,
      session,
      fingerprinter,
      executor,
      signal,
      memoryInUse,
      wiring,
      values,
      watch,
      commits,
      emitter,
      roundTrip,
      pastOf: hindsight.past,
    },
    (error) => failures.push(error),
  )
  const scheduler = new Scheduler(work)
  return {
    scheduler,
    conclude: async (linger) => {
      const unsettled = wiring.steps.flatMap(({ id, index }) =>
        scheduler.nodes[index]?.state === 'in-flight' ? [id] : [],
      )
      if (unsettled.length > 0)
        linger(
          scheduler
            .idle()
            .then(commits.settled)
            .catch(() => {}),
        )
      await commits.settled()
      if (signal.aborted) throw new RunAbortedError(unsettled, signal.reason)
      const [failure] = failures
      if (failure !== undefined && !keepGoing) throw failure
      if (drain?.aborted === true && scheduler.nodes.some(isUnfinished))
        throw new RunAbortedError([], drain.reason)
      const at = nodeFinder(wiring, scheduler.nodes)
      return { endingOf: (index) => at(index).node, reasonOf: hindsight.reasonOf, prospects, replaced }
    },
  }
}

/**
 * Steps whose values nobody can load later and that a target still shows, or that are leaves: they stay in memory for the
 * result, and for identical leaves that are looked at later.
 */
const pinnedSteps = (records: readonly AnyRecord[], wiring: Wiring): ReadonlySet<number> => {
  const { steps, topology } = wiring
  const pinned = new Set(
    steps.filter((step) => !isCached(step) && topology.isLeaf(step.index)).map(({ index }) => index),
  )
  for (const record of records)
    for (const application of makersOf(stateOf(record, 'A run').artifacts).values()) {
      const index = wiring.stepOf.get(application)
      const step = index === undefined ? undefined : steps[index]
      if (step !== undefined && !isCached(step)) pinned.add(step.index)
    }
  return pinned
}

/** @throws InvalidArgumentError, or a PlanError with all, for stages that need what there is not, or not so much of */
export const checkNeeds = (
  { steps }: Wiring,
  sizes: Readonly<Record<string, ResourceSize>> | undefined = {},
): void => {
  const stages = new Map(
    steps.map(({ application }) => [application.definition.name, application.definition.needs]),
  )
  const errors = [...stages].flatMap(([stage, needs]) =>
    Object.entries(needs ?? {}).flatMap(([name, units]) => {
      const problem = problemOf(name, units, Object.hasOwn(sizes, name) ? sizes[name] : undefined)
      return problem === undefined ? [] : [new InvalidArgumentError(`Stage '${stage}' ${problem}`, { stage })]
    }),
  )
  const [first] = errors
  if (first !== undefined) throw errors.length === 1 ? first : new PlanError(errors)
}

const problemOf = (name: string, units: number, size: ResourceSize | undefined): string | undefined => {
  if (size === undefined)
    return `needs the resource '${name}', which the run does not have. Say how much there is: run(targets, { resources: { ${JSON.stringify(name)}: ${units} } }), or --resource ${name}=${units} on the command line.`
  const most = typeof size === 'number' ? size : size.perMinute
  return units > most
    ? `needs ${units} of the resource '${name}', and there ${most === 1 ? 'is' : 'are'} ${most}. Give the run more of it, or let the stage need less.`
    : undefined
}
