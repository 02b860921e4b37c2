import type { Store, Trace } from '@stagewright/core'

/** A store that tells of each trace it keeps. */
export const witness = (store: Store, onTrace: (trace: Trace) => void): Store => ({
  name: store.name,
  open: async (mode) => {
    const session = await store.open(mode)
    return {
      ...session,
      draft: (execution) => {
        const draft = session.draft(execution)
        return {
          ...draft,
          commit: async (unordered) => {
            const trace = await draft.commit(unordered)
            onTrace(trace)
            return trace
          },
        }
      },
    }
  },
})
