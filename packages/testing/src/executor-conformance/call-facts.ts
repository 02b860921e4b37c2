import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Executor, inProcess, memoryStore, pipeline, record, type RunEvent } from '@stagewright/core'
import type { Check } from './check.ts'
import { heirloom, numbers, scaled, staysHere, tells, total, totals, waits, words } from './stages.ts'

const sums = pipeline(numbers, scaled, total)
const grid = (bys: readonly number[], note = '') => {
  const each = bys.map((by) => sums(record({ n: 100, by, note }, { name: `by ${by}` })))
  return { each, all: totals(record({}, { name: 'all' }), each) }
}

export const callFacts: Readonly<Record<string, Check>> = {
  'artifacts are those that calls in the thread of the run make, with the same digests': async ({
    executor,
    run,
  }) => {
    const made = async (by: Executor) => {
      const { each, all } = grid([2, 3, 5])
      const result = await run(all, { store: memoryStore(), executor: by })
      const digests = [
        result.artifact(all, 'totals'),
        ...each.flatMap((sum) => [result.artifact(sum, 'numbers'), result.artifact(sum, 'total')]),
      ].map((artifact) => artifact.kind === 'artifact' && artifact.digest)
      return { counts: result.counts, digests, totals: await result.value(all, 'totals') }
    }
    const there = await made(executor)
    assert.deepEqual(there, await made(inProcess()))
    assert.deepEqual(there.totals, [
      [2, 9900, 3],
      [3, 14_850, 3],
      [5, 24_750, 3],
    ])
  },
  'what a function read counts, parameter by parameter, wherever it read it': async ({ executor, run }) => {
    const store = memoryStore()
    const ran = async (bys: readonly number[], note: string): Promise<number> =>
      (await run(grid(bys, note).all, { store, executor })).counts.ran
    assert.equal(await ran([2, 3], 'one'), 1 + 2 * 2 + 1)
    assert.equal(await ran([2, 3], 'another that nothing reads'), 0)
    assert.equal(await ran([2, 4], 'one'), 3)
  },
  'a file that a function read counts': async ({ executor, run }) => {
    const folder = await mkdtemp(join(tmpdir(), 'stagewright-executor-'))
    const path = join(folder, 'words.txt')
    const store = memoryStore()
    const count = async () => {
      const counted = words(record({ path }, { name: 'words' }))
      const result = await run(counted, { store, executor })
      return [result.counts.ran, await result.value(counted, 'words')]
    }
    try {
      await writeFile(path, 'one two')
      assert.deepEqual(await count(), [1, 2])
      assert.deepEqual(await count(), [0, 2])
      await writeFile(path, 'one two three')
      assert.deepEqual(await count(), [1, 3])
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  'what a function tells comes in its order, between its start and its end': async ({ executor, run }) => {
    const events: RunEvent[] = []
    const told = tells(record({}))
    await run(told, { store: memoryStore(), executor, onEvent: (event) => events.push(event) })
    const shown = events.flatMap((event): readonly unknown[] => {
      switch (event.type) {
        case 'step-started':
        case 'step-finished':
          return [event.type]
        case 'step-log':
          return [event.parts]
        case 'step-progress':
          return [[event.done, event.total]]
        case 'step-report':
          return [event.report]
        default:
          return []
      }
    })
    // What comes from elsewhere may be made of another realm's objects.
    assert.deepEqual(JSON.parse(JSON.stringify(shown)), [
      'step-started',
      ['first', { at: 1 }],
      [1, 2],
      { kind: 'number', name: 'half', data: 0.5 },
      ['second'],
      [2, 2],
      'step-finished',
    ])
  },
  'what a function reported is kept with what it made': async ({ executor, run }) => {
    const told = tells(record({}))
    const result = await run(told, { store: memoryStore(), executor })
    const artifact = result.artifact(told, 'told')
    assert(artifact.kind === 'artifact')
    assert.deepEqual(await artifact.reports(), [{ kind: 'number', name: 'half', data: 0.5 }])
  },
  "a stage that says runs: 'here' runs in the thread of the run": async ({ executor, run }) => {
    Reflect.set(globalThis, heirloom, 'a clock')
    try {
      const kept = staysHere(record({}))
      const result = await run(kept, { store: memoryStore(), executor })
      assert.equal(await result.value(kept, 'found'), 'a clock')
    } finally {
      Reflect.deleteProperty(globalThis, heirloom)
    }
  },
  'an abort reaches the function, and nothing of it is left running': async ({ executor, run }) => {
    const abort = new AbortController()
    const running = run(waits(record({})), {
      store: memoryStore(),
      executor,
      signal: abort.signal,
      onEvent: ({ type }) => {
        if (type === 'step-started') abort.abort(new Error('enough'))
      },
    })
    await assert.rejects(running, { _tag: 'RunAbortedError', unsettled: [] })
  },
  'many calls at once all come back, each with its own': async ({ executor, run }) => {
    const each = Array.from({ length: 40 }, (_, at) => sums(record({ n: at + 1, by: 1 }, { name: `${at}` })))
    const result = await run(each, { store: memoryStore(), executor, concurrency: 8 })
    const values = await Promise.all(each.map((sum) => result.value(sum, 'total')))
    assert.deepEqual(
      values,
      each.map((_, at) => (at * (at + 1)) / 2),
    )
  },
}
