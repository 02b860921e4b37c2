import type { Store } from '@stagewright/core'
import type { TextsOf } from '@stagewright/report'

/** Reads the texts of code that a store has. */
export const codeTextsIn =
  (store: Store): TextsOf =>
  async (parts) => {
    const session = await store.open({ readOnly: true })
    try {
      return (await session.codeTexts?.(parts)) ?? new Map()
    } finally {
      await session.close()
    }
  }
