import { setTimeout as sleep } from 'node:timers/promises'
import { json } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

test.each([1, 2, 5])('at most %i functions run at once, and as many as that', async (concurrency) => {
  let under = 0
  let most = 0
  const work = untyped.stage({ name: 'work', outputs: ['x'], version: 1 })(async ({ params }) => {
    most = Math.max(most, ++under)
    const { k } = params
    await sleep(8)
    under--
    return { x: k }
  })
  await workbench().run(
    Array.from({ length: 15 }, (_, k) => work(untyped.record({ k }))),
    { concurrency },
  )
  expect(most).toBe(concurrency)
})

test('a step begins when its own inputs are there, whatever others do', async () => {
  const order: string[] = []
  const link = (name: string, inputs: readonly string[], ms: number) =>
    untyped.stage({ name, inputs, outputs: [name], version: 1 })(async () => {
      await sleep(ms)
      order.push(name)
      return { [name]: 1 }
    })
  const slow = link('slow', [], 120)(untyped.record({}))
  const quick = link('q3', ['q2'], 1)(link('q2', ['q1'], 1)(link('q1', [], 1)(untyped.record({}))))
  await workbench().run([slow, quick], { concurrency: 2 })
  expect(order).toEqual(['q1', 'q2', 'q3', 'slow'])
})

test('a begun chain is finished before others are begun', async () => {
  const a = untyped.stage({ name: 'a', outputs: ['x'], version: 1 })(({ params }) => ({ x: params.k }))
  const b = untyped.stage({ name: 'b', inputs: ['x'], outputs: ['y'], version: 1 })((_, { x }) => ({ y: x }))
  const told = await workbench().run(
    [1, 2, 3].map((k) => b(a(untyped.record({ k })))),
    { concurrency: 1 },
  )
  expect(told.order).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
})

test('timers have their turn while a run works', async () => {
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  const step = untyped.stage({ name: 'step', outputs: ['x'], cachers: [json()], version: 1 })(
    ({ params }) => ({
      x: params.k,
    }),
  )
  await workbench().run(Array.from({ length: 2000 }, (_, k) => step(untyped.record({ k }))))
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(3)
})

test('events tell each step once, between the run’s beginning and its end', async () => {
  const a = untyped.stage({ name: 'a', outputs: ['x'], cachers: [json()], version: 1 })(({
    log,
    progress,
  }) => {
    progress(1, 2)
    log('half', { way: true })
    return { x: 1 }
  })
  const { events } = await workbench().run(a(untyped.record({}, { name: 'r' })))
  expect(events.map(({ type }) => type)).toEqual([
    'run-started',
    'step-started',
    'step-progress',
    'step-log',
    'step-finished',
    'run-finished',
  ])
  expect(events[2]).toMatchObject({ done: 1, total: 2, step: 'a@r', stage: 'a', record: 'r' })
  expect(events[3]).toMatchObject({ parts: ['half', { way: true }] })
})
