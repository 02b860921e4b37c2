import { ArtifactLostError } from '../../src/errors/index.ts'
import { makeLostInputs } from '../../src/scheduler/lost-inputs.ts'
import { makeMemory } from '../../src/scheduler/memory.ts'
import { become, makeNodes, type Node } from '../../src/scheduler/states.ts'
import { startTimer } from '../../src/scheduler/timers.ts'
import { makeTopology } from '../../src/graph/topology.ts'
import { pauseBefore } from '../../src/scheduler/retry.ts'
import { thrownBy } from '../support/workbench.ts'

const node = (): Node => {
  const [only] = makeNodes({ steps: [{ index: 0 }] as never, topology: makeTopology(1, () => []) })
  if (only === undefined) throw new Error('there is one step')
  return only
}

test('a step goes from state to state as the table says, and a transition that is not there is an error', () => {
  const step = node()
  for (const state of ['ready', 'in-flight', 'pausing', 'in-flight', 'done', 'ready'] as const)
    become(step, state)
  expect(step.state).toBe('ready')
  expect(thrownBy(() => become(step, 'done')).message).toBe('A step that is ready cannot become done.')
  become(step, 'blocked')
  expect(thrownBy(() => become(step, 'ready')).message).toBe('A step that is blocked cannot become ready.')
})

test('a value lives while somebody retains its digest', () => {
  const { get, put, release, retain } = makeMemory()
  put('d', 'not retained')
  expect(get('d')).toBe(undefined)
  retain('d')
  expect(get('d')).toBe(undefined)
  put('d', undefined)
  expect(get('d')).toMatchObject({ value: undefined })
  retain('d')
  release('d')
  put('d', 7)
  expect(get('d')).toMatchObject({ value: 7 })
  release('d')
  release('d')
  expect(get('d')).toBe(undefined)
})

test('a timer of a month does not end at once', async () => {
  let isOver = false
  const stop = startTimer(30 * 24 * 3600 * 1000, () => (isOver = true))
  await new Promise((resolve) => setTimeout(resolve, 30))
  stop()
  expect(isOver).toBe(false)
  await new Promise<void>((resolve) => startTimer(1, resolve))
})

test('pauses double, and are up to twice as long by chance', () => {
  for (const [attempts, least] of [
    [1, 200],
    [2, 400],
    [5, 3200],
  ] as const) {
    const pause = pauseBefore(attempts)
    expect(pause).toBeGreaterThanOrEqual(least)
    expect(pause).toBeLessThanOrEqual(2 * least)
  }
})

test('a loss is made good once, and those that learn of it when that was done try again', () => {
  const lost = new Set<string>()
  const told: string[] = []
  let location = 'first'
  const recover = makeLostInputs(
    { lost, lostItems: new Map() },
    () => ({ outputs: [{ name: 'x', digest: 'd', stored: { location } }] }) as never,
    (producer, output, problem) => told.push(`${producer} ${output} ${problem}`),
  )
  const reader = (index: number) => ({ index, inputs: [{ name: 'x', record: 0, producer: 0 }] }) as never
  const loss = new ArtifactLostError('first', 'corrupt')
  expect(recover(reader(1), loss)).toBe(true)
  expect(recover(reader(2), loss)).toBe(true)
  expect([...lost]).toEqual(['first'])
  // Its producer made it anew, in another place.
  lost.delete('first')
  location = 'second'
  expect(recover(reader(3), loss)).toBe(true)
  expect(told).toEqual(['0 x corrupt'])
  expect([1, 2, 3, 4].map(() => recover(reader(3), loss))).toContain(false)
  expect(recover(reader(3), new ArtifactLostError('of nobody', 'missing'))).toBe(false)
})
