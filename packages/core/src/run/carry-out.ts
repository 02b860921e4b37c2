import { RunAbortedError, type AnyStagewrightError } from '../errors/index.ts'
import { makersOf } from '../graph/artifacts.ts'
import { type AnyRecord, stateOf } from '../graph/record.ts'
import type { Prospect } from '../plan/decide.ts'
import { gatherFacts } from '../plan/facts.ts'
import { isCached, type Wiring } from '../plan/step.ts'
import { makeCommits } from './commits.ts'
import type { FreshSession } from './fresh.ts'
import { makeInputWatch } from './input-watch.ts'
import type { Memory } from './memory.ts'
import type { Narrator } from './narrator.ts'
import { type EndingOf, nodeFinder } from './nodes.ts'
import { makePerform } from './perform.ts'
import type { RunSetting } from './setting.ts'
import { schedule } from './schedule.ts'
import { makeValues } from './values.ts'

/** A plan, and all that carrying it out needs. */
export interface Undertaking extends RunSetting {
  readonly run: string
  readonly records: readonly AnyRecord[]
  readonly wiring: Wiring
  readonly prospects: readonly Prospect[]
  /** Locations of bytes that are known to be of no use. */
  readonly lost: ReadonlySet<string>
  /** Steps that failed before anything ran. */
  readonly refused: ReadonlyMap<number, AnyStagewrightError>
  readonly memory: Memory
  readonly narrator: Narrator
  readonly session: FreshSession
}

/**
 * Executes what the plan says, and gives every step's last state once all of it is saved.
 *
 * @param linger told, after an abort, what still runs and may be saved
 * @throws RunAbortedError after an abort, and the first failure's error unless the run keeps going
 */
export const carryOut = async (
  undertaking: Undertaking,
  linger: (landed: Promise<unknown>) => void,
): Promise<EndingOf> => {
  const { run, wiring, prospects, memory, narrator, session, fingerprinter, executor } = undertaking
  const signal = undertaking.signal ?? new AbortController().signal
  const facts = gatherFacts(session, fingerprinter, 'anew')
  const lost = new Set(undertaking.lost)
  const values = makeValues(
    wiring,
    session,
    memory,
    undertaking.formats,
    undertaking.lazy ?? 'declared',
    lost,
  )
  const commits = makeCommits()
  const failures: AnyStagewrightError[] = []
  const roundTrip = undertaking.roundTrip ?? 'trust'
  const perform = makePerform({
    run,
    facts,
    session,
    fingerprinter,
    executor,
    signal,
    memoryInUse: undertaking.memoryInUse,
    values,
    watch: makeInputWatch(wiring),
    commits,
    narrator,
    roundTrip,
  })
  const { nodes, landed } = await schedule({
    run,
    wiring,
    prospects,
    facts,
    memory,
    values,
    lost,
    refused: undertaking.refused,
    concurrency: undertaking.concurrency,
    keepGoing: undertaking.keepGoing ?? false,
    signal,
    pinned: pinnedSteps(undertaking.records, wiring),
    perform,
    onReused: (step, { key }) => narrator.reused(step, () => session.trace(key)),
    onFailed: (step, error) => {
      failures.push(error)
      narrator.failed(step, error)
    },
    onLost: narrator.lost,
  })
  const unsettled = nodes.flatMap(({ work }, index) =>
    work === 'running' ? (wiring.steps[index]?.id ?? []) : [],
  )
  if (unsettled.length > 0) linger(landed.then(commits.settled).catch(() => {}))
  await commits.settled()
  if (signal.aborted) throw new RunAbortedError(unsettled, signal.reason)
  const [failure] = failures
  if (failure !== undefined && undertaking.keepGoing !== true) throw failure
  const at = nodeFinder(wiring, nodes)
  return (index) => at(index).node
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
