const mostItems = 1000

/** Gathers what arrives close together, so that one transaction serves all of it. */
export interface Batch<Item, Result> {
  readonly add: (item: Item) => Promise<Result>
  /** Resolves when nothing is pending. */
  readonly settle: () => Promise<void>
}

export const createBatch = <Item, Result>(
  carryOut: (items: readonly Item[]) => Promise<readonly Result[]>,
): Batch<Item, Result> => {
  interface Waiting {
    readonly item: Item
    readonly resolve: (result: Result) => void
    readonly reject: (thrown: unknown) => void
  }
  let waiting: Waiting[] = []
  let running: Promise<void> | undefined

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const now = waiting.slice(0, mostItems)
      waiting = waiting.slice(mostItems)
      try {
        const results = await carryOut(now.map(({ item }) => item))
        now.forEach(({ resolve }, at) => resolve(results[at] as Result))
      } catch (thrown) {
        for (const { reject } of now) reject(thrown)
      }
      await new Promise(setImmediate)
    }
    running = undefined
  }
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        running ??= new Promise<void>((started) => setImmediate(started)).then(flush)
      }),
    settle: async () => {
      while (running !== undefined) await running
    },
  }
}
