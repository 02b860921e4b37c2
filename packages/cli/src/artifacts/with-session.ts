import type { Store, StoreSession } from '@stagewright/core'

/** Asks an open store, and closes it. */
export const withSession = <Answer>(
  store: Store,
  ask: (session: StoreSession) => Promise<Answer>,
): Promise<Answer> => use(store.open({ readOnly: true }), ask)

/**
 * Asks a store for files. A small artifact has a file of its own only once it was asked for: one that outlives the
 * session where the store may be written, and a temporary one elsewhere.
 */
export const withFiles = <Answer>(
  store: Store,
  ask: (session: StoreSession) => Promise<Answer>,
): Promise<Answer> =>
  use(
    store.open({ readOnly: false }).catch(() => store.open({ readOnly: true })),
    ask,
  )

const use = async <Answer>(
  opening: Promise<StoreSession>,
  ask: (session: StoreSession) => Promise<Answer>,
): Promise<Answer> => {
  const session = await opening
  try {
    return await ask(session)
  } finally {
    await session.close()
  }
}
