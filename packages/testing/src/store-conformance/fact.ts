import type { Store } from '@stagewright/core'

/** One thing that is true of every store. Any test runner can drive it. */
export interface Fact {
  readonly title: string
  /** Rejects with an AssertionError where it is not true. */
  readonly run: () => Promise<void>
}

/** Makes an empty store for one fact. */
export type MakeStore = () => Promise<{ readonly store: Store; readonly remove?: () => Promise<void> }>

export type Check = (store: Store) => Promise<void>
