import type { Digest, Store, TraceHead } from '@stagewright/core'

/** The keys of all executions that some plans find in a store: what they reuse, and what that was made of. */
export const keysUsedBy = async (
  store: Store,
  plans: readonly ((store: Store) => Promise<unknown>)[],
): Promise<ReadonlySet<Digest>> => {
  const keys = new Set<Digest>()
  const note = <Found extends TraceHead>(found: Found | undefined): Found | undefined => {
    if (found !== undefined) keys.add(found.key)
    return found
  }
  const watched: Store = {
    name: store.name,
    open: async () => {
      // What a summary says is not looked up.
      const { summaries: _, ...session } = await store.open({ readOnly: true })
      return {
        ...session,
        head: (key) => note(session.head(key)),
        trace: (key) => note(session.trace(key)),
      }
    },
  }
  for (const plan of plans) await plan(watched)
  return keys
}
