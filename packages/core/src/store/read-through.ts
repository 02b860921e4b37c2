import type { Store, StoreSession } from '../ports/store.ts'
import type { Digest, Trace } from '../ports/trace.ts'
import { memoryStore } from './memory-store.ts'

/**
 * A session that reads from a store and writes into memory: what `cache: 'read'` runs on. Artifacts are looked for in
 * memory first.
 */
export const readThrough = async (store: Store): Promise<StoreSession> => {
  const below = await store.open({ readOnly: true })
  const above = await memoryStore().open({ readOnly: false })
  const pathBelow = below.path
  const ownTrace = (key: Digest): Trace | undefined => {
    const own = above.trace(key)
    return own && { ...own, order: Number.POSITIVE_INFINITY }
  }
  return {
    readSets: (base) => [...above.readSets(base), ...below.readSets(base)],
    head: (key) => ownTrace(key) ?? below.head(key),
    trace: (key) => ownTrace(key) ?? below.trace(key),
    reading: (path) => above.reading(path) ?? below.reading(path),
    latest: (stage, limit) => [...above.latest(stage, limit), ...below.latest(stage, limit)].slice(0, limit),
    stood: (places) => {
      const own = above.stood(places)
      return below.stood(places).map((standing, index) => own[index] ?? standing)
    },
    stand: above.stand,
    noteRun: above.noteRun,
    runs: () => [...below.runs(), ...above.runs()],
    executions: function* () {
      yield* below.executions()
      yield* above.executions()
    },
    holds: (artifact) => above.holds(artifact) || below.holds(artifact),
    isDamaged: (artifact) => !above.holds(artifact) && below.isDamaged?.(artifact) === true,
    read: (artifact) => (above.holds(artifact) ? above : below).read(artifact),
    stream: (artifact) => (above.holds(artifact) ? above : below).stream(artifact),
    ...(pathBelow === undefined ? {} : { path: pathBelow }),
    draft: above.draft,
    claim: above.claim,
    close: below.close,
  }
}
