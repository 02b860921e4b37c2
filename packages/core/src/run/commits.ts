/** Saves under way at once before new executions wait. */
const mostPending = 512

/** Saves that run beside the executions, in a bounded number. */
export interface Commits {
  /**
   * Adds a save. `undefined` where there is room for the next one; otherwise resolves when there is, and rejects when an
   * earlier one failed.
   */
  readonly add: (save: Promise<unknown>) => Promise<void> | undefined
  /** Resolves when everything is saved, and rejects when something could not be. */
  readonly settled: () => Promise<void>
}

export const makeCommits = (): Commits => {
  let pending = 0
  let failure: { readonly error: unknown } | undefined
  let wake: (() => void)[] = []
  const left = (): void => {
    pending--
    const waiting = wake
    wake = []
    for (const go of waiting) go()
  }
  const until = async (isEnough: () => boolean): Promise<void> => {
    while (!isEnough()) await new Promise<void>((resolve) => wake.push(resolve))
    if (failure !== undefined) throw failure.error
  }
  const fail = (error: unknown): void => {
    failure ??= { error }
    left()
  }
  const hasRoom = (): boolean => pending < mostPending
  return {
    add: (save) => {
      pending++
      save.then(left, fail)
      return hasRoom() && failure === undefined ? undefined : until(hasRoom)
    },
    settled: () => until(() => pending === 0),
  }
}
