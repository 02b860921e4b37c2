import { artifactFacts } from './artifact-facts.ts'
import { claimFacts } from './claim-facts.ts'
import type { Check, Fact, MakeStore } from './fact.ts'
import { hostileFacts } from './hostile-facts.ts'
import { summaryFacts } from './summary-facts.ts'
import { traceFacts } from './trace-facts.ts'

/**
 * What every implementation of the `Store` port keeps to.
 *
 * @example
 * for (const { title, run } of storeConformance(async () => ({ store: memoryStore() }))) test(title, run)
 */
export const storeConformance = (makeStore: MakeStore): readonly Fact[] => {
  const facts: Readonly<Record<string, Check>> = {
    ...traceFacts,
    ...artifactFacts,
    ...claimFacts,
    ...summaryFacts,
    ...hostileFacts,
  }
  return Object.entries(facts).map(([title, check]) => ({
    title,
    run: async () => {
      const { store, remove } = await makeStore()
      try {
        await check(store)
      } finally {
        await remove?.()
      }
    },
  }))
}
