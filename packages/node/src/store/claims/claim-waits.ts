const shortestPauseMs = 1
const longestPauseMs = 50

/** Promises for claims that somebody holds, kept by looking now and then. */
export interface ClaimWaits {
  /** Resolves when the claim looks free, or all waiting is over. */
  readonly until: (id: string) => Promise<void>
  /** The claim was released here. */
  readonly free: (id: string) => void
  /** All waiting is over. */
  readonly end: () => void
}

interface Wait {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

/** @param isFree whether a claim looks free */
export const createClaimWaits = (isFree: (id: string) => boolean): ClaimWaits => {
  const waits = new Map<string, Wait>()
  let timer: NodeJS.Timeout | undefined
  let newestAt = 0
  const look = (): void => {
    timer = undefined
    for (const id of waits.keys()) if (isFree(id)) free(id)
    if (waits.size > 0) lookLater()
  }
  /** Often at first, for most waits are short; at times by chance, so that many do not look at once. */
  const lookLater = (): void => {
    const pause = Math.min(Math.max((performance.now() - newestAt) / 8, shortestPauseMs), longestPauseMs)
    timer ??= setTimeout(look, pause * (0.5 + Math.random()))
  }
  const free = (id: string): void => {
    waits.get(id)?.resolve()
    waits.delete(id)
  }
  return {
    free,
    until: (id) => {
      const before = waits.get(id)
      if (before !== undefined) return before.promise
      let resolve = (): void => {}
      const promise = new Promise<void>((settle) => {
        resolve = settle
      })
      waits.set(id, { promise, resolve })
      newestAt = performance.now()
      clearTimeout(timer)
      timer = undefined
      lookLater()
      return promise
    },
    end: () => {
      clearTimeout(timer)
      timer = undefined
      for (const id of waits.keys()) free(id)
    },
  }
}
