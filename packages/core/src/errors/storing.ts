import { type Place, StagewrightError } from './base.ts'

/** A store cannot be opened, read or written: a missing permission, a full disk, a format of a later version. */
export class StoreError extends StagewrightError {
  readonly _tag = 'StoreError'
  /** The store's name, such as its folder. */
  readonly store: string
  constructor(store: string, problem: string, cause?: unknown) {
    super(`The store ${store} ${problem}`, {}, cause)
    this.store = store
  }
}

/** An artifact's bytes are missing, or are not the ones that were saved. */
export class ArtifactLostError extends StagewrightError {
  readonly _tag = 'ArtifactLostError'
  readonly problem: 'missing' | 'corrupt'
  /** The store's own name for it. */
  readonly location: string
  /** Of an item of a list, the location of the list, and before that of the list that this one is in. */
  readonly within: readonly string[]
  constructor(
    location: string,
    problem: 'missing' | 'corrupt',
    place: Place = {},
    within: readonly string[] = [],
  ) {
    super(
      problem === 'missing'
        ? `The artifact at ${location} is no longer in the store. Run again to recreate it.`
        : `The artifact at ${location} is damaged: its bytes do not match their checksum. Run again to recreate it.`,
      place,
    )
    this.problem = problem
    this.location = location
    this.within = within
  }
}
