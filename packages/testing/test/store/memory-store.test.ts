import { memoryStore } from '@stagewright/core'
import { storeConformance } from '../../src/store-conformance/index.ts'

describe('a store in memory', () => {
  const facts = storeConformance(() =>
    Promise.resolve({ store: memoryStore(), remove: () => Promise.resolve() }),
  )
  test.each(facts)('$title', ({ run }) => run())
})
