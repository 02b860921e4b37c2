import type { Identity } from '../plan/identify.ts'
import type { StoreSession } from '../ports/store.ts'
import type { Digest, ReadTarget, StoredArtifact, Trace } from '../ports/trace.ts'
import { idOf } from '../reads/recorder.ts'
import { type LookedUp, lookInto } from '../store/look-ups.ts'
import { makeSaves, type Saves } from './saves.ts'

/** A session that also knows the executions which are on their way into the store, and waits for their artifacts. */
export interface FreshSession extends LookedUp {
  /** Knows the execution until it is saved; gives the saving back. */
  readonly saving: (identity: Identity, trace: Trace, saved: Promise<Trace>) => Promise<Trace>
  readonly saves: Saves
  /** Resolves when an artifact is in the store that is on its way there. */
  readonly arrived: (artifact: StoredArtifact) => Promise<void>
}

/** An execution on its way; emptied when it has arrived, because maps that shrink leave it reachable from garbage. */
interface Pending {
  trace: Trace | undefined
  saved: Promise<unknown> | undefined
}

export const withFresh = (opened: StoreSession): FreshSession => {
  const session = lookInto(opened)
  const byKey = new Map<Digest, Pending>()
  const byBase = new Map<Digest, Pending[]>()
  const byLocation = new Map<string, Pending>()
  const saves = makeSaves()
  const arrived = async ({ location }: StoredArtifact): Promise<void> => {
    // What could not be saved fails the run, and here shows as missing.
    await byLocation.get(location)?.saved?.catch(() => {})
  }
  const remember = (trace: Trace, pending: Pending): void => {
    byKey.set(trace.key, pending)
    const same = byBase.get(trace.base)
    if (same === undefined) byBase.set(trace.base, [pending])
    else same.push(pending)
    for (const { stored } of trace.outputs) if (stored !== undefined) byLocation.set(stored.location, pending)
    if (trace.reports !== undefined) byLocation.set(trace.reports.location, pending)
  }
  const forget = (trace: Trace, pending: Pending): void => {
    if (byKey.get(trace.key) === pending) byKey.delete(trace.key)
    const same = byBase.get(trace.base) ?? []
    if (same.length <= 1) byBase.delete(trace.base)
    else same.splice(same.indexOf(pending), 1)
    const arrivedAt = (location: string): void => {
      if (byLocation.get(location) === pending) byLocation.delete(location)
    }
    for (const { stored } of trace.outputs) if (stored !== undefined) arrivedAt(stored.location)
    if (trace.reports !== undefined) arrivedAt(trace.reports.location)
    pending.trace = undefined
    pending.saved = undefined
  }
  const { path } = session
  return {
    ...session,
    readSets: (base) => {
      const stored = session.readSets(base)
      const fresh = byBase.get(base)
      if (fresh === undefined) return stored
      const sets = new Map<string, readonly ReadTarget[]>()
      const freshSets = fresh.map(({ trace }) => trace?.reads.map(({ target }) => target) ?? [])
      for (const targets of [...stored, ...freshSets]) sets.set(targets.map(idOf).join('\n'), targets)
      return [...sets.values()]
    },
    head: (key) => byKey.get(key)?.trace ?? session.head(key),
    trace: (key) => byKey.get(key)?.trace ?? session.trace(key),
    holds: (artifact) => byLocation.has(artifact.location) || session.holds(artifact),
    read: (artifact) =>
      byLocation.has(artifact.location)
        ? arrived(artifact).then(() => session.read(artifact))
        : session.read(artifact),
    stream: async function* (artifact) {
      await arrived(artifact)
      yield* session.stream(artifact)
    },
    ...(path && { path: (artifact: StoredArtifact) => arrived(artifact).then(() => path(artifact)) }),
    saves,
    arrived,
    saving: (identity, trace, saved) => {
      const pending: Pending = { trace, saved }
      saves.add(identity, trace)
      remember(trace, pending)
      void saved.then(
        (inStore) => {
          saves.arrived(inStore)
          forget(trace, pending)
        },
        () => forget(trace, pending),
      )
      return saved
    },
  }
}
