import assert from 'node:assert/strict'
import { memoryStore, pipeline, record } from '@stagewright/core'
import type { Check } from './check.ts'
import { makesFunction, makesMap, readsMap, usesFunction } from './stages.ts'

export const valueFacts: Readonly<Record<string, Check>> = {
  'a value without a cacher comes as it was returned': async ({ executor, run }) => {
    const read = pipeline(makesMap, readsMap)(record({}))
    const result = await run(read, { store: memoryStore(), executor })
    assert.deepEqual(await result.value(read, 'size'), [1, 0])
    const map = [...(await result.value(read, 'map'))].map(([key, date]) => [key, date.getTime()])
    assert.deepEqual(map, [['a', 0]])
  },
  'a value that cannot be cloned comes as it is, or its step is refused by name': async ({
    executor,
    run,
  }) => {
    const used = pipeline(makesFunction, usesFunction)(record({}))
    const { steps, value } = await run(used, { store: memoryStore(), executor, keepGoing: true })
    const step = steps.find(({ stage }) => stage === 'usesFunction')
    if (step?.outcome === 'ran') return assert.equal(await value(used, 'four'), 4)
    assert.equal(step?.outcome, 'failed')
    assert.match(String(step.error?.message), /'double'/u)
    assert.match(String(step.error?.message), /runs: 'here'/u)
  },
}
