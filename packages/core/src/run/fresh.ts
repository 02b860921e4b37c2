import type { StoreSession } from '../ports/store.ts'
import type { Digest, ReadTarget, StoredArtifact, Trace } from '../ports/trace.ts'
import { idOf } from '../reads/recorder.ts'

/** A session that also knows the executions which are on their way into the store, and waits for their artifacts. */
export interface FreshSession extends StoreSession {
  /** Knows the execution until it is saved; settles as the saving does. */
  readonly saving: <Saved>(trace: Trace, saved: Promise<Saved>) => Promise<Saved>
}

export const withFresh = (session: StoreSession): FreshSession => {
  const traces = new Map<Digest, Trace>()
  const byBase = new Map<Digest, Set<Trace>>()
  const onTheWay = new Map<string, Promise<unknown>>()
  const arrived = async ({ location }: StoredArtifact): Promise<void> => {
    // What could not be saved fails the run, and here shows as missing.
    await onTheWay.get(location)?.catch(() => {})
  }
  const locationsOf = (trace: Trace): readonly string[] =>
    [...trace.outputs.map(({ stored }) => stored), trace.reports].flatMap((stored) => stored?.location ?? [])
  const forget = (trace: Trace, saved: Promise<unknown>): void => {
    if (traces.get(trace.key) === trace) traces.delete(trace.key)
    const same = byBase.get(trace.base)
    same?.delete(trace)
    if (same?.size === 0) byBase.delete(trace.base)
    for (const location of locationsOf(trace)) if (onTheWay.get(location) === saved) onTheWay.delete(location)
  }
  const { path } = session
  return {
    ...session,
    readSets: (base) => {
      const stored = session.readSets(base)
      const fresh = byBase.get(base)
      if (fresh === undefined) return stored
      const sets = new Map<string, readonly ReadTarget[]>()
      for (const targets of [...stored, ...[...fresh].map(({ reads }) => reads.map(({ target }) => target))])
        sets.set(targets.map(idOf).join('\n'), targets)
      return [...sets.values()]
    },
    trace: (key) => traces.get(key) ?? session.trace(key),
    holds: (artifact) => onTheWay.has(artifact.location) || session.holds(artifact),
    read: (artifact) =>
      onTheWay.has(artifact.location)
        ? arrived(artifact).then(() => session.read(artifact))
        : session.read(artifact),
    stream: async function* (artifact) {
      await arrived(artifact)
      yield* session.stream(artifact)
    },
    ...(path && { path: (artifact: StoredArtifact) => arrived(artifact).then(() => path(artifact)) }),
    saving: (trace, saved) => {
      traces.set(trace.key, trace)
      const same = byBase.get(trace.base) ?? new Set()
      byBase.set(trace.base, same.add(trace))
      for (const location of locationsOf(trace)) onTheWay.set(location, saved)
      return saved.finally(() => forget(trace, saved))
    },
  }
}
