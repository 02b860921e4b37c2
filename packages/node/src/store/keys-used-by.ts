import type { Digest, Store } from '@stagewright/core'

/** The keys of all executions that some plans find in a store: what they reuse, and what that was made of. */
export const keysUsedBy = async (
  store: Store,
  plans: readonly ((store: Store) => Promise<unknown>)[],
): Promise<ReadonlySet<Digest>> => {
  const keys = new Set<Digest>()
  const watched: Store = {
    name: store.name,
    open: async () => {
      const session = await store.open({ readOnly: true })
      return {
        ...session,
        trace: (key) => {
          const trace = session.trace(key)
          if (trace !== undefined) keys.add(key)
          return trace
        },
      }
    },
  }
  for (const plan of plans) await plan(watched)
  return keys
}
