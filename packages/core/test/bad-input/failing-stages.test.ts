import { json } from 'stagewright'
import { setTimeout as sleep } from 'node:timers/promises'
import * as untyped from '../support/untyped.ts'
import { failureOf, workbench } from '../support/workbench.ts'

const named = (name: string, spec: object, fn: (...args: any[]) => unknown) =>
  untyped.stage({ name, version: 1, ...spec })(fn)
const r = (name = 'r') => untyped.record({ name }, { name })
const kept = (name: string, inputs: readonly string[] = [], spec: object = {}) =>
  named(name, { inputs, outputs: [name], cachers: [json()], ...spec }, () => ({ [name]: name }))

describe('a stage that throws', () => {
  test.each<[string, unknown, string]>([
    ['an Error', new TypeError('bad type'), 'bad type'],
    ['a text', 'just text', 'just text'],
    ['a number', 42, '42'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an object', { code: 'E1' }, '{"code":"E1"}'],
    ['a symbol', Symbol('odd'), 'Symbol(odd)'],
    ['a bigint', 5n, '5'],
    ['an Error without a message', new RangeError(''), 'RangeError'],
    ['an object without a prototype', Object.create(null), '{}'],
    ['a frozen object', Object.freeze({ a: 1 }), '{"a":1}'],
  ])('%s fails the run with stage, record and cause', async (_, thrown, text) => {
    for (const fn of [
      () => {
        throw thrown
      },
      () => Promise.reject(thrown),
    ]) {
      const error = await failureOf(workbench().run(named('thrower', {}, fn)(r())))
      expect(error).toMatchObject({ _tag: 'StageExecutionError', stage: 'thrower', record: 'r', attempts: 1 })
      expect(error.cause).toBe(thrown)
      expect(error.message).toBe(`Stage 'thrower' failed for record 'r': ${text}`)
    }
  })

  test('keeps what had finished', async () => {
    const bench = workbench()
    const fail = named('fail', { inputs: ['a'] }, () => {
      throw new Error('no')
    })
    await failureOf(bench.run(fail(kept('a')(r()))))
    expect((await bench.run(kept('a')(r()))).called).toEqual([])
  })

  test('is tried again by the next run', async () => {
    let times = 0
    const once = named('once', { outputs: ['x'], cachers: [json()] }, () => {
      if (++times === 1) throw new Error('first time')
      return { x: times }
    })
    const bench = workbench()
    await failureOf(bench.run(once(r())))
    expect((await bench.plan(once(r()))).steps[0]?.reason.type).toBe('first-run')
    const target = once(r())
    expect(await (await bench.run(target)).value(target, 'x')).toBe(2)
  })
})

describe('a stage that returns', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'x'],
    ['a function', () => 1],
    ['a map', new Map([['x', 1]])],
    ['an object that inherits its output', Object.create({ x: 1 })],
  ])('%s in place of its outputs fails with OutputSignatureError', async (_, returned) => {
    const error = await failureOf(workbench().run(named('odd', { outputs: ['x'] }, () => returned)(r())))
    expect(error).toMatchObject({ _tag: 'OutputSignatureError', stage: 'odd', record: 'r' })
  })

  test('undefined under its output’s name has returned it', async () => {
    const target = named('none', { outputs: ['x'] }, () => ({ x: undefined }))(r())
    expect(await (await workbench().run(target)).value(target, 'x')).toBe(undefined)
  })

  test('a thenable is awaited', async () => {
    const target = named('thenable', { outputs: ['x'] }, () => ({
      then: (resolve: (value: unknown) => void) => resolve({ x: 1 }),
    }))(r())
    expect(await (await workbench().run(target)).value(target, 'x')).toBe(1)
  })
})

describe('retries', () => {
  const flaky = (failures: number, retries: number) => {
    let calls = 0
    return named('flaky', { outputs: ['x'], cachers: [json()], retries }, () => {
      if (++calls <= failures) throw calls % 2 ? `attempt ${calls}` : new TypeError(`attempt ${calls}`)
      return { x: calls }
    })
  }

  test('try again, tell of it, and keep the result of the attempt that went well', async () => {
    const target = flaky(1, 2)(r())
    const told = await workbench().run(target)
    expect(await told.value(target, 'x')).toBe(2)
    expect(told.called).toEqual(['flaky', 'flaky'])
    expect(told.events.filter(({ type }) => type === 'step-retried')).toMatchObject([
      { attempt: 1, cause: 'attempt 1', step: 'flaky@r' },
    ])
    expect(told.counts.ran).toBe(1)
  })

  test('end with the last error and the number of attempts', async () => {
    const error = await failureOf(workbench().run(flaky(9, 1)(r())))
    expect(error).toMatchObject({ _tag: 'StageExecutionError', attempts: 2 })
    expect(error.message).toContain('(after 2 attempts): attempt 2')
  })

  test('count only what the last attempt read', async () => {
    let calls = 0
    const bench = workbench()
    const reading = named('reading', { outputs: ['x'], cachers: [json()], retries: 1 }, ({ params }) => {
      calls++
      if (calls === 1) throw new Error(params.first)
      return { x: params.second }
    })
    await bench.run(reading(untyped.record({ first: 'a', second: 1 })))
    expect((await bench.run(reading(untyped.record({ first: 'b', second: 1 })))).called).toEqual([])
  })
})

describe('timeoutMs', () => {
  test('fails a stage that takes longer, and names the cause', async () => {
    let aborted = false
    const slow = named('slow', { timeoutMs: 30 }, async ({ signal }) => {
      signal.addEventListener('abort', () => (aborted = true))
      await sleep(10_000, undefined, { signal }).catch(() => {})
    })
    const started = performance.now()
    const error = await failureOf(workbench().run(slow(r())))
    expect(performance.now() - started).toBeLessThan(5000)
    expect(error).toMatchObject({
      _tag: 'StageExecutionError',
      stage: 'slow',
      cause: { _tag: 'StageTimeoutError' },
    })
    expect(error.message).toContain('longer than 30 ms')
    expect(aborted).toBe(true)
  })

  test('is for each attempt anew', async () => {
    let calls = 0
    const second = named('second', { timeoutMs: 50, retries: 1, outputs: ['x'] }, async ({ signal }) => {
      if (++calls === 1) await sleep(10_000, undefined, { signal })
      return { x: calls }
    })
    const target = second(r())
    expect(await (await workbench().run(target)).value(target, 'x')).toBe(2)
  })

  test('that is not used up changes nothing', async () => {
    const quick = named('quick', { timeoutMs: 10_000, outputs: ['x'] }, () => ({ x: 1 }))
    expect((await workbench().run(quick(r()))).counts.ran).toBe(1)
  })
})

describe('keepGoing', () => {
  const fail = named('fail', { inputs: ['a'], outputs: ['b'], cachers: [json()] }, ({ params }) => {
    if (params.name === 'bad') throw new Error('bad record')
    return { b: params.name }
  })
  const after = kept('after', ['b'])
  const all = untyped.aggregate({
    name: 'all',
    inputs: ['b'],
    outputs: ['t'],
    cachers: [json()],
    version: 1,
  })(() => ({
    t: 1,
  }))

  test('goes on with siblings, gives up what depends on the failure, and resolves', async () => {
    const bench = workbench()
    const records = ['bad', 'good'].map((name) => after(fail(kept('a')(r(name)))))
    const table = all(r('table'), records)
    const told = await bench.run([...records, table], { keepGoing: true, concurrency: 1 })
    const outcomes = Object.fromEntries(told.steps.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes).toMatchObject({
      'fail@bad': 'failed',
      'after@bad': 'blocked',
      'fail@good': 'ran',
      'after@good': 'ran',
      'all@table': 'blocked',
    })
    expect(told.counts).toMatchObject({ failed: 1 })
    expect(told.steps.find(({ id }) => id === 'fail@bad')?.error).toMatchObject({
      _tag: 'StageExecutionError',
    })
    expect(await told.value(records[1]!, 'after')).toBe('after')
    expect(await failureOf(told.value(records[0]!, 'b'))).toMatchObject({
      _tag: 'StageExecutionError',
      record: 'bad',
    })
    expect(told.events.filter(({ type }) => type === 'step-failed')).toMatchObject([{ step: 'fail@bad' }])
  })

  test('without it the first failure ends the run, and siblings that had begun are kept', async () => {
    const bench = workbench()
    const slow = named('slow', { outputs: ['s'], cachers: [json()] }, async () => {
      await sleep(40)
      return { s: 1 }
    })
    const targets = [slow(r('slow')), fail(kept('a')(r('bad')))]
    expect(await failureOf(bench.run(targets, { concurrency: 2 }))).toMatchObject({ record: 'bad' })
    expect((await bench.run(slow(r('slow')))).called).toEqual([])
  })
})
