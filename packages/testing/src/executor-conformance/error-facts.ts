import assert from 'node:assert/strict'
import { json, memoryStore, record, stage } from '@stagewright/core'
import { type Check, failureOf } from './check.ts'
import { fails, numbers, slow } from './stages.ts'

export const errorFacts: Readonly<Record<string, Check>> = {
  'what a function throws keeps its class, its message, its properties and its cause': async (bench) => {
    const error = await failureOf(bench, fails(record({})))
    assert.equal(error._tag, 'StageExecutionError')
    const { cause } = error
    assert(cause instanceof RangeError)
    const { name, message, code } = cause as RangeError & { readonly code?: unknown }
    assert.deepEqual([name, message, code], ['NotReady', 'the scale is not ready', 'E_NOT_READY'])
    assert(cause.cause instanceof TypeError)
    assert.equal(cause.cause.message, 'no weights')
  },
  'a step that fails keeps no other one from being called': async ({ executor, run }) => {
    const [broken, fine] = [fails(record({})), numbers(record({ n: 3 }))]
    const result = await run([broken, fine], { store: memoryStore(), executor, keepGoing: true })
    assert.deepEqual(await result.value(fine, 'numbers'), [0, 1, 2])
    assert.equal(result.counts.failed, 1)
  },
  'a call that takes too long fails by its limit, and calls after it are carried out': async (bench) => {
    const { message } = await failureOf(bench, slow(record({})))
    assert.match(message, /200 ms/u)
    const fine = numbers(record({ n: 2 }))
    const { executor, run } = bench
    const result = await run(fine, { store: memoryStore(), executor })
    assert.deepEqual(await result.value(fine, 'numbers'), [0, 1])
  },
  'a stage that is not where it is called fails by name, or is called all the same': async ({
    executor,
    run,
  }) => {
    const unknown = stage({ name: 'unknown', outputs: ['x'], cachers: [json()], version: '1' })(() => ({
      x: 1,
    }))
    const target = unknown(record({}))
    const { steps, value } = await run(target, { store: memoryStore(), executor, keepGoing: true })
    const [step] = steps
    if (step?.outcome === 'ran') return assert.equal(await value(target, 'x'), 1)
    assert.match(String(step?.error?.message), /'unknown'/u)
  },
}
