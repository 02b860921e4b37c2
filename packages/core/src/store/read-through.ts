import type { Store, StoreSession } from '../ports/store.ts'
import { memoryStore } from './memory-store.ts'

/**
 * A session that reads from a store and writes into memory: what `cache: 'read'` runs on. Artifacts are looked for in
 * memory first.
 */
export const readThrough = async (store: Store): Promise<StoreSession> => {
  const below = await store.open({ readOnly: true })
  const above = await memoryStore().open({ readOnly: false })
  const pathBelow = below.path
  return {
    readSets: (base) => [...above.readSets(base), ...below.readSets(base)],
    trace: (key) => {
      const own = above.trace(key)
      return own === undefined ? below.trace(key) : { ...own, order: Number.POSITIVE_INFINITY }
    },
    reading: (path) => above.reading(path) ?? below.reading(path),
    latest: (stage, limit) => [...above.latest(stage, limit), ...below.latest(stage, limit)].slice(0, limit),
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
