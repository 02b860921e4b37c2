import type { Engine, Executor } from '@stagewright/core'
import { callFacts } from './call-facts.ts'
import { errorFacts } from './error-facts.ts'
import { valueFacts } from './value-facts.ts'
import type { Check } from './check.ts'
import type { Fact } from '../store-conformance/fact.ts'

/**
 * Makes an executor for one fact.
 *
 * @param stages the address of the module whose stages it will be asked to call
 */
export type MakeExecutor = (
  stages: URL,
) => Promise<{ readonly executor: Executor; readonly remove?: () => Promise<void> }>

/**
 * What every implementation of the `Executor` port keeps to.
 *
 * @param engine what runs the stages, such as the module `stagewright`
 * @example
 * for (const { title, run } of executorConformance(async (stages) => ({ executor: threads({ stages }) }), stagewright))
 *   test(title, run)
 */
export const executorConformance = (
  makeExecutor: MakeExecutor,
  engine: Pick<Engine, 'run'>,
): readonly Fact[] => {
  const facts: Readonly<Record<string, Check>> = { ...callFacts, ...valueFacts, ...errorFacts }
  return Object.entries(facts).map(([title, check]) => ({
    title,
    run: async () => {
      const { executor, remove } = await makeExecutor(stagesModule)
      try {
        await check({ executor, run: engine.run })
      } finally {
        await remove?.()
      }
    },
  }))
}

const stagesModule = new URL(import.meta.url.endsWith('.ts') ? './stages.ts' : './stages.js', import.meta.url)
