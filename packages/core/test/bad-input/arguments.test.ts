import { memoryStore, type StagewrightError } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, thrownBy, workbench } from '../support/workbench.ts'

const named = (name: string, spec: object = {}) =>
  untyped.stage({ name, version: 1, outputs: ['x'], ...spec })(() => ({ x: 1 }))
const target = () => named('make')(untyped.record({}, { name: 'r' }))

describe.each(['plan', 'run'] as const)('%s', (action) => {
  test.each<[string, object, string]>([
    ['cache', { cache: 'on' }, "Option 'cache' is one of use, read, off"],
    ['overwrite as a text', { overwrite: 'make' }, "Option 'overwrite' is true, or a list"],
    ['overwrite by numbers', { overwrite: [1] }, "Option 'overwrite' is true, or a list"],
    ['overwrite of no stage', { overwrite: ['nope'] }, "No stage is called 'nope'"],
  ])('refuses a wrong option: %s', async (_, options, message) => {
    const error = await failureOf(workbench()[action](target(), options))
    expect(error._tag).toBe('InvalidArgumentError')
    expect(error.message).toContain(message)
  })

  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'got undefined'],
    ['null', null, 'got null'],
    ['a text', 'digits', 'got string'],
    ['parameters', { k: 1 }, 'got object'],
    ['a stage', named('make'), 'got function'],
    ['a promise of a record', Promise.resolve(target()), 'Await the promise first'],
    ['an array with a hole', [target(), undefined], 'got undefined'],
    ['an array that holds itself', cyclic, 'holds itself'],
  ])('refuses a wrong target: %s', async (_, wrong, message) => {
    const call = action === 'plan' ? untyped.plan : untyped.run
    const error = await failureOf(call(wrong, { store: memoryStore() }))
    expect(error._tag).toBe('InvalidArgumentError')
    expect(error.message).toContain(message)
  })

  test('takes records in arrays in arrays, and none at all', async () => {
    const bench = workbench()
    const nested = [[target()], [], [[target(), [target()]]]]
    expect((await bench.plan(nested)).steps).toHaveLength(3)
    expect((await bench[action]([])).steps).toEqual([])
  })
})

test.each([0, -1, 1.5, Number.NaN, '4'])('run refuses concurrency %p', async (concurrency) => {
  const error = await failureOf(untyped.run(target(), { store: memoryStore(), concurrency }))
  expect(error._tag).toBe('InvalidArgumentError')
})

test.each<[string, object]>([
  ['roundTrip', { roundTrip: 'maybe' }],
  ['lazy', { lazy: true }],
])('run refuses %s with a wrong value', async (_, options) => {
  const error = await failureOf(untyped.run(target(), { store: memoryStore(), ...options }))
  expect(error._tag).toBe('InvalidArgumentError')
})

test.each<[string, object]>([
  ['retries below 0', { retries: -1 }],
  ['half a retry', { retries: 0.5 }],
  ['timeoutMs of 0', { timeoutMs: 0 }],
  ['timeoutMs that is a text', { timeoutMs: '10' }],
])('a specification is refused at wrap time: %s', (_, spec) => {
  expect(thrownBy(() => named('make', spec))).toMatchObject({ _tag: 'InvalidArgumentError', stage: 'make' })
})

test.each<[string, () => unknown, string]>([
  ['stage(spec) without a function', () => untyped.stage({})(undefined as never), 'InvalidArgumentError'],
  ['a stage without a name', () => untyped.stage({})(() => 1), 'UnnamedStageError'],
  ['an empty output name', () => named('s', { outputs: [''] }), 'OutputSignatureError'],
  ['an output twice', () => named('s', { outputs: ['x', 'x'] }), 'OutputSignatureError'],
  ['an empty input name', () => named('s', { inputs: [''] }), 'InputSignatureError'],
  ['a stage applied to parameters', () => named('s')({ k: 1 } as never), 'InvalidArgumentError'],
  ['a stage applied to nothing', () => named('s')(undefined as never), 'InvalidArgumentError'],
  ['a fork of nothing', () => untyped.fork(null as never, {}), 'InvalidArgumentError'],
  [
    'an aggregate without a list',
    () => untyped.aggregate({ name: 'a' })(() => 1)(target(), undefined as never),
    'InvalidArgumentError',
  ],
  [
    'an aggregate over parameters',
    () => untyped.aggregate({ name: 'a' })(() => 1)(target(), [{}] as never),
    'InvalidArgumentError',
  ],
  ['a pipeline of no stage', () => untyped.pipeline(named('s'), {}), 'InvalidArgumentError'],
  ['lazy of no name', () => untyped.lazy(3), 'InvalidArgumentError'],
])('%s is refused at once', (_, call, tag) => {
  expect(thrownBy(call)._tag).toBe(tag)
})

test('a listener that throws is told as a warning, and the run goes on', async () => {
  const told = await workbench().run(target(), {
    onEvent: () => {
      throw new Error('bad listener')
    },
  })
  expect(told.counts.ran).toBe(1)
  expect(told.warnings).toMatchObject([{ type: 'listener-failed' }])
})

test('a listener that cannot take one event is told of the others, and the warning can be printed whatever it threw', async () => {
  const told: string[] = []
  const result = await workbench().run(target(), {
    onEvent: ({ type }) => {
      told.push(type)
      if (type === 'step-started') throw Object.create(null)
    },
  })
  expect(told).toEqual(['run-started', 'step-started', 'step-finished', 'run-finished'])
  expect(result.warnings.map(({ type }) => type)).toEqual(['listener-failed'])
})

test('several wiring errors of several records come at once', async () => {
  const needs = (name: string, ...inputs: readonly string[]) =>
    untyped.stage({ name, inputs, version: 1 })(() => undefined)
  const twin = untyped.stage({ name: 'needs one', inputs: [] })(() => 'another function')
  const error = (await failureOf(
    workbench().plan([
      needs('needs one', 'a')(untyped.record({}, { name: 'r1' })),
      needs('needs two', 'a', 'b')(untyped.record({ f: () => 1 }, { name: 'r2' })),
      twin(untyped.record({}, { name: 'r3' })),
    ]),
  )) as unknown as { _tag: string; message: string; errors: readonly StagewrightError[] }
  expect(error._tag).toBe('PlanError')
  expect(error.errors.map(({ _tag, record, artifact }) => [_tag, record, artifact])).toEqual([
    ['MissingInputError', 'r1', 'a'],
    ['MissingInputError', 'r2', 'a'],
    ['MissingInputError', 'r2', 'b'],
    ['DuplicateStageError', 'r3', undefined],
    ['UnhashableParameterError', 'r2', undefined],
  ])
  for (const { message } of error.errors) expect(error.message).toContain(message)
})
