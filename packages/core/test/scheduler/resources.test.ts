import { checkSizes, makeResources, type ResourceSize } from '../../src/scheduler/resources.ts'
import { thrownBy } from '../support/workbench.ts'

/** Resources under a clock that the test moves. */
const withClock = (sizes: Readonly<Record<string, ResourceSize>>) => {
  let now = 0
  const resources = makeResources(sizes, () => now)
  return { ...resources, pass: (ms: number) => (now += ms) }
}

test('what is taken is gone until it is released', () => {
  const { take, release, admit } = withClock({ gpu: 2 })
  expect([take(1, { gpu: 1 }), take(2, { gpu: 1 }), take(3, { gpu: 1 })]).toEqual([true, true, false])
  expect(admit()).toBe(undefined)
  release({ gpu: 1 })
  expect([admit(), admit()]).toEqual([3, undefined])
})

test('a step gets all that it needs at once, or nothing', () => {
  const { take, release, admit } = withClock({ gpu: 1, disk: 1 })
  expect([take(1, { gpu: 1 }), take(2, { gpu: 1, disk: 1 }), take(3, { disk: 1 })]).toEqual([
    true,
    false,
    false,
  ])
  release({ gpu: 1 })
  expect([admit(), admit()]).toEqual([2, undefined])
  release({ gpu: 1, disk: 1 })
  expect(admit()).toBe(3)
})

test('one that needs much is not passed by for ever by those that need little', () => {
  const { take, release, admit } = withClock({ gpu: 2 })
  expect([take(1, { gpu: 1 }), take(2, { gpu: 2 }), take(3, { gpu: 1 })]).toEqual([true, false, false])
  expect(admit()).toBe(undefined)
  release({ gpu: 1 })
  expect([admit(), admit()]).toEqual([2, undefined])
  release({ gpu: 2 })
  expect(admit()).toBe(3)
})

test('who waits for one resource does not hold up who needs another', () => {
  const { take } = withClock({ gpu: 1, disk: 1 })
  expect([take(1, { gpu: 1 }), take(2, { gpu: 1 }), take(3, { disk: 1 })]).toEqual([true, false, true])
})

test('steps get their turn in the order in which they came', () => {
  const { take, release, admit } = withClock({ gpu: 1 })
  for (let step = 0; step < 5; step++) take(step, { gpu: 1 })
  const order: (number | undefined)[] = []
  for (let turn = 0; turn < 4; turn++) {
    release({ gpu: 1 })
    order.push(admit())
  }
  expect(order).toEqual([1, 2, 3, 4])
})

test('no minute sees more than what a minute allows, whenever it begins', () => {
  const clock = withClock({ api: { perMinute: 3 } })
  const begun: number[] = []
  let now = 0
  for (let step = 0; step < 9; step++) if (clock.take(step, { api: 1 })) begun.push(now)
  while (begun.length < 9) {
    const ms = clock.nextMs()
    if (ms === undefined) throw new Error('somebody waits')
    clock.pass(ms)
    now += ms
    while (clock.admit() !== undefined) begun.push(now)
  }
  expect(begun).toEqual([0, 0, 0, 60_000, 60_000, 60_000, 120_000, 120_000, 120_000])
})

test('what counts by the minute is given back by a step that did not begin, and not by one that ended', () => {
  const { take, release, giveBack } = withClock({ api: { perMinute: 1 } })
  expect(take(1, { api: 1 })).toBe(true)
  giveBack({ api: 1 })
  expect(take(2, { api: 1 })).toBe(true)
  release({ api: 1 })
  expect(take(3, { api: 1 })).toBe(false)
})

test.each<[string, unknown]>([
  ['0', 0],
  ['a part of one', 0.5],
  ['a text', '1'],
  ['nothing', null],
  ['a rate of 0', { perMinute: 0 }],
  ['a rate by the hour', { perHour: 3 }],
  ['two sizes', { perMinute: 3, atOnce: 1 }],
])('%s is no size', (_, size) => {
  expect(thrownBy(() => checkSizes({ gpu: size }))).toMatchObject({
    _tag: 'InvalidArgumentError',
    message: expect.stringContaining("'gpu'") as string,
  })
})
