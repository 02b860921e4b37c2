import { setTimeout as sleep } from 'node:timers/promises'
import { json, type RunEvent, type StreamCacher } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, workbench } from '../support/workbench.ts'

const named = (name: string, spec: object, fn: (...args: any[]) => unknown) =>
  untyped.stage({ name, version: 1, ...spec })(fn)
const r = (name = 'r') => untyped.record({ name }, { name })
const records = (count: number) =>
  Array.from({ length: count }, (_, k) => untyped.record({ k }, { name: `k${k}` }))

describe('resources', () => {
  /** Steps that sleep, and how many of each kind ran at once. */
  const counting = (kind: string, needs: object | undefined, ms: number) => {
    const told = { now: 0, most: 0 }
    const stage = named(kind, { outputs: ['x'], ...(needs && { needs }) }, async ({ params }) => {
      const { k } = params
      told.most = Math.max(told.most, ++told.now)
      await sleep(ms)
      told.now--
      return { x: k }
    })
    return { told, stage }
  }

  test('steps that need one of a single unit run one at a time, and take no slot while they wait', async () => {
    const gpu = counting('gpu', { gpu: 1 }, 20)
    const cpu = counting('cpu', undefined, 20)
    const targets = records(12).flatMap((record) => [gpu.stage(record), cpu.stage(record)])
    const told = await workbench().run(targets, { concurrency: 4, resources: { gpu: 1 } })
    expect(told.counts.ran).toBe(24)
    expect(gpu.told.most).toBe(1)
    // All but one of the slots, and all of them when the others have ended.
    expect(cpu.told.most).toBeGreaterThanOrEqual(3)
  })

  test('a resource is free again when its step has failed', async () => {
    const failing = named('failing', { needs: { gpu: 1 } }, () => {
      throw new Error('no')
    })
    const told = await workbench().run(records(3).map(failing), { keepGoing: true, resources: { gpu: 1 } })
    expect(told.counts).toMatchObject({ failed: 3 })
  })

  test('a resource that the run does not have, or not so much of, is told of all stages before anything runs', async () => {
    const calls: string[] = []
    const stage = (name: string, needs: object) => named(name, { needs }, () => void calls.push(name))
    const run = (targets: readonly any[]) =>
      failureOf(workbench().run(targets, { resources: { gpu: 1, api: { perMinute: 5 } } }))
    expect(await run([stage('tpu user', { tpu: 1 })(r())])).toMatchObject({
      _tag: 'InvalidArgumentError',
      stage: 'tpu user',
      message: expect.stringContaining("needs the resource 'tpu', which the run does not have") as string,
    })
    const both = await run([stage('greedy', { gpu: 2 })(r('a')), stage('eager', { api: 6 })(r('b'))])
    expect(both).toMatchObject({ _tag: 'PlanError' })
    expect(both.message).toContain("Stage 'greedy' needs 2 of the resource 'gpu', and there is 1")
    expect(both.message).toContain("Stage 'eager' needs 6 of the resource 'api', and there are 5")
    expect(calls).toEqual([])
  })

  test.each<[string, unknown]>([
    ['a text', 'gpu'],
    ['a list', ['gpu']],
    ['none of a unit', { gpu: 0 }],
  ])('needs that are %s are refused when the stage is made', (_, needs) => {
    expect(() => named('odd', { needs }, () => undefined)).toThrow(/needs/u)
  })
})

describe('retries', () => {
  test('hold no slot in the pause', async () => {
    const order: string[] = []
    let failures = 0
    const flaky = named('flaky', { retries: 1 }, () => {
      order.push('flaky')
      if (++failures === 1) throw new Error('once')
    })
    const other = named('other', {}, () => void order.push('other'))
    const told = await workbench().run([flaky(r('a')), other(r('b')), other(r('c'))], { concurrency: 1 })
    expect(order).toEqual(['flaky', 'other', 'other', 'flaky'])
    expect(told.counts.ran).toBe(3)
    const kinds = told.events.map(({ type }) => type)
    expect(kinds.filter((type) => type === 'step-started')).toHaveLength(3)
    expect(kinds.filter((type) => type === 'step-retried')).toHaveLength(1)
  })

  test('cover the saving of what a function returned', async () => {
    let saves = 0
    const unsteady = {
      ...json(),
      save: (value: unknown) => {
        if (++saves === 1) throw new Error('the disk was away')
        return Buffer.from(JSON.stringify(value))
      },
    }
    const target = named('keep', { outputs: ['x'], cachers: [unsteady], retries: 1 }, () => ({ x: 1 }))(r())
    const told = await workbench().run(target)
    expect(told.called).toEqual(['keep', 'keep'])
    expect(await told.value(target, 'x')).toBe(1)
  })

  test('are not made of what another attempt would not change', async () => {
    const odd = named('odd', { outputs: ['x'], retries: 3 }, () => ({ y: 1 }))
    const bench = workbench()
    const events: RunEvent[] = []
    const error = await failureOf(bench.run(odd(r()), { onEvent: (event) => events.push(event) }))
    expect(error._tag).toBe('OutputSignatureError')
    expect(events.some(({ type }) => type === 'step-retried')).toBe(false)
  })

  test('of one of identical steps let the others wait for its result', async () => {
    let calls = 0
    const same = named('same', { outputs: ['x'], cachers: [json()], retries: 2 }, () => {
      if (++calls === 1) throw new Error('once')
      return { x: calls }
    })
    const told = await workbench().run(records(5).map(same), { concurrency: 5 })
    expect(calls).toBe(2)
    expect(told.counts).toMatchObject({ ran: 1, reused: 4 })
  })
})

describe('timeoutMs', () => {
  test('may be longer than what timers of the runtime know', async () => {
    const patient = named('patient', { outputs: ['x'], timeoutMs: 2 ** 31 + 5 }, () => sleep(20, { x: 1 }))
    expect((await workbench().run(patient(r()))).counts.ran).toBe(1)
  })

  test('ends the attempt before the next one begins', async () => {
    let under = 0
    let most = 0
    let calls = 0
    const slow = named('slow', { outputs: ['x'], timeoutMs: 40, retries: 1 }, async ({ signal }) => {
      most = Math.max(most, ++under)
      if (++calls === 1) {
        await sleep(10_000, undefined, { signal }).catch(() => {})
        // Some time to tidy up.
        await sleep(300)
      }
      under--
      return { x: calls }
    })
    const target = slow(r())
    expect(await (await workbench().run(target)).value(target, 'x')).toBe(2)
    expect(most).toBe(1)
  })

  test('does not try again beside an attempt that does not stop, and says so', async () => {
    let calls = 0
    const deaf = named('deaf', { timeoutMs: 30, retries: 3 }, () => {
      calls++
      return new Promise(() => {})
    })
    const startedAt = performance.now()
    const error = await failureOf(workbench().run(deaf(r())))
    expect(error).toMatchObject({ _tag: 'StageExecutionError', cause: { _tag: 'StageTimeoutError' } })
    expect(error.message).toContain('make the function watch context.signal')
    expect(calls).toBe(1)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })

  test('covers an output that is made while it is saved, and a save that never ends', async () => {
    let isClosed = false
    const chunks: StreamCacher<AsyncIterable<Uint8Array>> = {
      via: 'stream',
      format: 'chunks',
      extension: 'bin',
      save: (value) => value,
      load: async (stored) => stored,
      reloads: true,
    }
    const endless = async function* () {
      try {
        for (;;) {
          await sleep(1)
          yield Buffer.alloc(10)
        }
      } finally {
        isClosed = true
      }
    }
    const pour = named('pour', { outputs: ['x'], cachers: [chunks], timeoutMs: 50 }, () => ({ x: endless() }))
    const never = { ...json(), save: () => new Promise<Uint8Array>(() => {}) }
    const stuck = named('stuck', { outputs: ['x'], cachers: [never], timeoutMs: 50 }, () => ({ x: 1 }))
    for (const stage of [pour, stuck]) {
      const error = await failureOf(workbench().run(stage(r())))
      expect(error).toMatchObject({ _tag: 'StageExecutionError', cause: { _tag: 'StageTimeoutError' } })
    }
    await sleep(20)
    expect(isClosed).toBe(true)
  })
})

test('the durations of synchronous stages are those of their calls, whatever runs beside them', async () => {
  const busy = named('busy', { outputs: ['x'], cachers: [json()] }, ({ params }) => {
    const until = performance.now() + 40
    while (performance.now() < until);
    return { x: params.k }
  })
  const startedAt = performance.now()
  const told = await workbench().run(records(4).map(busy), { concurrency: 4 })
  const wall = performance.now() - startedAt
  const durations = told.steps.map(({ durationMs = 0 }) => durationMs)
  // They cannot have run at the same time.
  expect(durations.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(wall)
  for (const ms of durations) expect(ms).toBeGreaterThanOrEqual(40)
})

describe('drain', () => {
  test('lets what runs come to its end, and begins nothing more', async () => {
    const drain = new AbortController()
    const bench = workbench()
    const work = named('work', { outputs: ['x'], cachers: [json()] }, async ({ params }) => {
      const { k } = params
      await sleep(30)
      drain.abort(new Error('enough'))
      return { x: k }
    })
    const targets = records(10).map(work)
    const error = await failureOf(bench.run(targets, { concurrency: 3, drain: drain.signal }))
    expect(error).toMatchObject({ _tag: 'RunAbortedError', unsettled: [], cause: { message: 'enough' } })
    const again = await bench.run(targets)
    expect(again.called).toHaveLength(7)
  })

  test('lets a step that had begun be tried again', async () => {
    const drain = new AbortController()
    let calls = 0
    const flaky = named('flaky', { outputs: ['x'], retries: 1 }, () => {
      drain.abort()
      if (++calls === 1) throw new Error('once')
      return { x: calls }
    })
    const told = await workbench().run(flaky(r()), { drain: drain.signal })
    expect(told.counts.ran).toBe(1)
  })

  test('changes nothing for a run that had nothing more to begin, and leaves no listener', async () => {
    const drain = new AbortController()
    let listeners = 0
    for (const [name, by] of [
      ['addEventListener', 1],
      ['removeEventListener', -1],
    ] as const) {
      const original = drain.signal[name].bind(drain.signal) as (...args: unknown[]) => void
      Object.assign(drain.signal, {
        [name]: (...args: unknown[]) => {
          listeners += by
          original(...args)
        },
      })
    }
    const last = named('last', { outputs: ['x'] }, () => {
      drain.abort()
      return { x: 1 }
    })
    expect((await workbench().run(last(r()), { drain: drain.signal })).counts.ran).toBe(1)
    expect(listeners).toBe(0)
  })
})

test('a step that was needed and could not run is told as blocked, with the step that failed', async () => {
  const fails = named('fails', { outputs: ['x'] }, () => {
    throw new Error('no')
  })
  const next = named('next', { inputs: ['x'], outputs: ['y'] }, (_, { x }) => ({ y: x }))
  const last = named('last', { inputs: ['y'] }, () => undefined)
  const told = await workbench().run(last(next(fails(r()))), { keepGoing: true })
  expect(told.events.filter(({ type }) => type === 'step-blocked')).toMatchObject([
    { step: 'next@r', by: 'fails@r' },
    { step: 'last@r', by: 'fails@r' },
  ])
  expect(told.counts).toMatchObject({ failed: 1, blocked: 2 })
})

test('between run and a function there are at most six frames of Stagewright', async () => {
  const told: string[] = []
  const deep = named('deep', { outputs: ['x'], cachers: [json()] }, () => {
    Error.stackTraceLimit = 50
    told.push(...(new Error('here').stack ?? '').split('\n').slice(2))
    return { x: 1 }
  })
  const { run } = await import('stagewright')
  await run(deep(r()), { store: (await import('stagewright')).memoryStore() })
  // The wrapper that measures the call has no name.
  const ours = told.filter((line) => line.includes('/core/src/') && !line.includes('stopwatch.ts'))
  expect(ours.some((line) => line.includes('/run/run.ts'))).toBe(true)
  expect(ours.length).toBeLessThanOrEqual(6)
})
