/** Saves under way at once before new executions wait. */
const mostPending = 512

/** Saves that run beside the executions, in a bounded number. */
export interface Commits {
  /** Adds a save; resolves when there is room for the next one, and rejects when an earlier one failed. */
  readonly add: (save: Promise<unknown>) => Promise<void>
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
  return {
    add: (save) => {
      pending++
      save.then(left, (error: unknown) => {
        failure ??= { error }
        left()
      })
      return until(() => pending < mostPending)
    },
    settled: () => until(() => pending === 0),
  }
}
