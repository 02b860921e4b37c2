import type { StoreSession } from '../ports/store.ts'
import type { Digest, ReadTarget, Trace } from '../ports/trace.ts'
import { idOf } from '../reads/recorder.ts'

/** A session that also knows the executions which are on their way into the store. */
export interface FreshSession extends StoreSession {
  readonly add: (trace: Trace) => void
  readonly committed: (trace: Trace) => void
}

export const withFresh = (session: StoreSession): FreshSession => {
  const traces = new Map<Digest, Trace>()
  const byBase = new Map<Digest, Set<Trace>>()
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
    add: (trace) => {
      traces.set(trace.key, trace)
      const same = byBase.get(trace.base) ?? new Set()
      byBase.set(trace.base, same.add(trace))
    },
    committed: (trace) => {
      if (traces.get(trace.key) === trace) traces.delete(trace.key)
      const same = byBase.get(trace.base)
      same?.delete(trace)
      if (same?.size === 0) byBase.delete(trace.base)
    },
  }
}
