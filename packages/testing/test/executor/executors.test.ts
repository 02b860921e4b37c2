import * as stagewright from 'stagewright'
import { inProcess, threads } from 'stagewright'
import { executorConformance } from '../../src/executor-conformance/index.ts'

describe('the executor that calls functions in this thread', () => {
  const facts = executorConformance(async () => ({ executor: inProcess() }), stagewright)
  test.each(facts)('$title', ({ run }) => run())
})

describe('threads', () => {
  const facts = executorConformance(async (stages) => {
    const executor = threads({ stages, size: 2 })
    return { executor, remove: executor.close }
  }, stagewright)
  test.each(facts)('$title', ({ run }) => run())
})
