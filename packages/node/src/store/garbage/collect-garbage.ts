import type { Digest, Store, Trace } from '@stagewright/core'
import { chooseGarbage, type GarbageChoice } from './choose-garbage.ts'
import { fileStore } from '../file-store.ts'
import type { GarbageRules } from './garbage-rules.ts'
import { type Candidate, readCandidates } from './garbage-candidates.ts'
import { reachableFrom } from './reachable.ts'
import { withStore } from '../open-directory.ts'
import { removeGarbage } from './remove-garbage.ts'
import { folderOf } from '../artifacts/sidecar.ts'
import { storedIn } from '../artifacts/stored-in.ts'

export interface GarbageOptions extends GarbageRules {
  /**
   * Removes what none of these plans can reuse. Each gets the store to plan with, such as
   * `(store) => plan(targets, { store })`, and gives the plan; what it rejects with, nothing is removed after. Of a step that
   * may run, every execution of its stage and record stays: which of them fits is known once its inputs are.
   */
  readonly unreachableFrom?: readonly ((store: Store) => Promise<unknown>)[]
  /** What stays whatever the other options say. */
  readonly keep?: (trace: Trace) => boolean
  /** Says what would be removed, and removes nothing. */
  readonly dryRun?: boolean
}

/** One execution that was removed, or whose artifacts were. */
export interface Garbage {
  readonly stage: string
  readonly record: string
  readonly key: Digest
  /** The run that executed it. */
  readonly run: string
  /** In milliseconds since 1970. */
  readonly startedAt: number
  /** What its artifacts took, in bytes. */
  readonly bytes: number
}

export interface GarbageReport {
  /** Oldest first. */
  readonly removed: readonly Garbage[]
  /** Executions that lost their artifacts and are still remembered, because something that stays was made of them. */
  readonly emptied: readonly Garbage[]
  /** Executions that stay as they are. */
  readonly kept: number
  readonly bytesRemoved: number
  readonly bytesKept: number
}

/**
 * Removes executions with their artifacts: those that a later one replaced, and those that the options name. What stays
 * is still reused: where it was made of something that goes, the trace of that stays. Others may use the store
 * meanwhile: files that a run was given a path to stay until it ends, and who wants what was just removed runs it again.
 * Also removes what processes left that died, and what was put aside as damaged a month ago.
 *
 * @throws StoreError for a folder that is not a store
 */
export const collectGarbage = async (
  directory: string,
  options: GarbageOptions = {},
): Promise<GarbageReport> => {
  const reachable =
    options.unreachableFrom && (await reachableFrom(fileStore(directory), options.unreachableFrom))
  const report = await withStore(directory, options.dryRun === true, async (session, layout) => {
    const isInUse = session.isInUse()
    const candidates = await readCandidates(
      session,
      (trace) =>
        options.keep?.(trace) === true ||
        storedIn(trace).some(({ location }) => isInUse(folderOf(location) ?? '')),
      (trace) => reachable?.has(trace) === false,
    )
    const choice = chooseGarbage(candidates, options, Date.now())
    if (options.dryRun !== true) await removeGarbage(session, layout, choice, candidates.at(-1)?.id ?? 0)
    return reportOf(choice)
  })
  return report ?? { removed: [], emptied: [], kept: 0, bytesRemoved: 0, bytesKept: 0 }
}

const reportOf = ({ removed, emptied, kept }: GarbageChoice): GarbageReport => {
  const counted = new Set<string>()
  const weigh = ({ artifacts }: Candidate): number => {
    let bytes = 0
    for (const { location, size } of artifacts) {
      if (!counted.has(location)) bytes += size
      counted.add(location)
    }
    return bytes
  }
  const tell = (candidate: Candidate): Garbage => {
    const { stage, record, key, run, startedAt } = candidate
    return { stage, record, key, run, startedAt, bytes: weigh(candidate) }
  }
  // What stays is weighed first: an artifact that something else names as well stays with it.
  const bytesKept = kept.reduce((sum, candidate) => sum + weigh(candidate), 0)
  const garbage = { removed: removed.map(tell), emptied: emptied.map(tell) }
  const bytesRemoved = [...garbage.removed, ...garbage.emptied].reduce((sum, { bytes }) => sum + bytes, 0)
  return { ...garbage, kept: kept.length, bytesRemoved, bytesKept }
}
