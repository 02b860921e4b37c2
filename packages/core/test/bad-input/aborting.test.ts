import { setTimeout as sleep } from 'node:timers/promises'
import { json } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, workbench } from '../support/workbench.ts'

const named = (name: string, spec: object, fn: (...args: any[]) => unknown) =>
  untyped.stage({ name, version: 1, ...spec })(fn)
const r = () => untyped.record({}, { name: 'r' })
const quick = named('quick', { outputs: ['q'], cachers: [json()] }, () => ({ q: 1 }))

test('an abort before the run calls nothing', async () => {
  const calls: string[] = []
  const effect = named('effect', {}, () => void calls.push('effect'))
  const error = await failureOf(workbench().run(effect(r()), { signal: AbortSignal.abort(new Error('why')) }))
  expect(error).toMatchObject({ _tag: 'RunAbortedError', unsettled: [], cause: { message: 'why' } })
  expect(calls).toEqual([])
})

test('an abort during the run begins nothing new, and keeps what had finished', async () => {
  const bench = workbench()
  const controller = new AbortController()
  const stop = named('stop', { inputs: ['q'], outputs: ['s'], cachers: [json()] }, () => {
    controller.abort()
    return { s: 1 }
  })
  const after = named('after', { inputs: ['s'] }, () => undefined)
  const target = after(stop(quick(r())))
  const error = await failureOf(bench.run(target, { signal: controller.signal }))
  expect(error._tag).toBe('RunAbortedError')
  const again = await bench.run(target)
  expect(again.called).toContain('after')
  expect(again.called).not.toContain('quick')
})

test('a running function sees the abort in its context, and the run ends at once', async () => {
  const controller = new AbortController()
  const patient = named('patient', {}, ({ signal }) => sleep(60_000, undefined, { signal }))
  setTimeout(() => controller.abort(), 30)
  const started = performance.now()
  const error = await failureOf(workbench().run(patient(r()), { signal: controller.signal }))
  expect(performance.now() - started).toBeLessThan(900)
  expect(error).toMatchObject({ _tag: 'RunAbortedError', unsettled: [] })
})

test('a function that never settles after an abort is named, and holds nobody up', async () => {
  const bench = workbench()
  const controller = new AbortController()
  const deaf = named('deaf', { inputs: ['q'] }, () => new Promise(() => {}))
  setTimeout(() => controller.abort(), 50)
  const started = performance.now()
  const error = await failureOf(bench.run(deaf(quick(r())), { signal: controller.signal }))
  expect(performance.now() - started).toBeLessThan(5000)
  expect(error).toMatchObject({ _tag: 'RunAbortedError', unsettled: ['deaf@r'] })
  expect(error.message).toContain('Make the function watch context.signal')
  expect((await bench.run(quick(r()))).called).toEqual([])
})

test('an abort during a retry’s pause ends the run', async () => {
  const controller = new AbortController()
  const failing = named('failing', { retries: 10 }, () => {
    setTimeout(() => controller.abort(), 10)
    throw new Error('again')
  })
  const started = performance.now()
  expect((await failureOf(workbench().run(failing(r()), { signal: controller.signal })))._tag).toBe(
    'RunAbortedError',
  )
  // All pauses together would take more than three minutes.
  expect(performance.now() - started).toBeLessThan(15_000)
})

test('an abort with keepGoing is an abort', async () => {
  const controller = new AbortController()
  const stop = named('stop', {}, () => controller.abort())
  const error = await failureOf(workbench().run(stop(r()), { signal: controller.signal, keepGoing: true }))
  expect(error._tag).toBe('RunAbortedError')
})

test('a signal that never fires changes nothing, and no listener stays behind', async () => {
  const { signal } = new AbortController()
  let listeners = 0
  const count = (by: number, name: 'addEventListener' | 'removeEventListener') => {
    const original = signal[name].bind(signal) as (...args: unknown[]) => void
    Object.assign(signal, {
      [name]: (...args: unknown[]) => {
        listeners += by
        original(...args)
      },
    })
  }
  count(1, 'addEventListener')
  count(-1, 'removeEventListener')
  expect((await workbench().run(quick(r()), { signal })).counts.ran).toBe(1)
  expect(listeners).toBe(0)
})
