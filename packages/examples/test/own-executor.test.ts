import * as stagewright from 'stagewright'
// Another process finds the compiled modules alone.
import { executorConformance } from '../../testing/dist/executor-conformance/index.js'
import { inChild } from '../dist/own-executor/in-child.js'

describe('an executor that calls stages in a process of its own', () => {
  const facts = executorConformance(async (stages) => {
    const executor = inChild(stages)
    return { executor, remove: async () => executor.close() }
  }, stagewright)
  test.each(facts)('$title', ({ run }) => run())
})
