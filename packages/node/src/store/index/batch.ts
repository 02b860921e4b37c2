import { StoreError } from '@stagewright/core'

const mostItems = 1000
/** So many items do not wait for more: what is held for them would outlive its usefulness in memory. */
const plenty = 128
/** Items that arrive within this time of the last transaction are gathered for as long, in milliseconds. */
const gatherMs = 4

/**
 * Gathers what arrives close together, so that one transaction serves all of it. What arrives alone is carried out at
 * once.
 */
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
  let isHurried = false
  let lastEnd = Number.NEGATIVE_INFINITY
  let endGathering = (): void => {}

  const gather = (): Promise<void> =>
    new Promise((resolve) => {
      endGathering = resolve
      const isAlone = performance.now() - lastEnd > gatherMs
      if (isAlone || isHurried) setImmediate(resolve)
      else setTimeout(resolve, gatherMs)
    })
  const settleAll = async (now: readonly Waiting[]): Promise<void> => {
    try {
      const results = await carryOut(now.map(({ item }) => item))
      now.forEach(({ resolve }, at) => resolve(results[at] as Result))
    } catch (thrown) {
      // What the store cannot do it can do for none of them; of what is wrong with one the others are innocent.
      if (now.length === 1 || thrown instanceof StoreError) for (const { reject } of now) reject(thrown)
      else for (const one of now) await settleAll([one])
    }
  }
  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const now = waiting.slice(0, mostItems)
      waiting = waiting.slice(mostItems)
      await settleAll(now)
      lastEnd = performance.now()
      if (waiting.length < mostItems) await gather()
    }
    running = undefined
  }
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        running ??= gather().then(flush)
        if (waiting.length >= plenty) endGathering()
      }),
    settle: async () => {
      isHurried = true
      endGathering()
      while (running !== undefined) await running
      isHurried = false
    },
  }
}
