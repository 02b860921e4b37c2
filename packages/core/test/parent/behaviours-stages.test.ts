import { json, record, stage, type StageContext } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, thrownBy, workbench } from '../support/workbench.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

const load = stage({ outputs: ['x'], cachers: [json()] })(function load({
  params,
}: StageContext<{ k: number }>) {
  return { x: params.k }
})
const double = stage({ inputs: ['x'], outputs: ['y'], cachers: [json()] })(function double(
  _: StageContext,
  { x }: { x: number },
) {
  return { y: x * 2 }
})

describe('1. a stage wraps a function', () => {
  test('the function gets a context and its inputs as one object', async () => {
    const seen: unknown[] = []
    const look = untyped.stage({ inputs: ['x', 'y'], name: 'look', version: 1 })((context, inputs) => {
      seen.push(context.params.k, { ...inputs }, Object.keys(inputs))
    })
    await workbench().run(look(double(load(record({ k: 4 })))))
    expect(seen).toEqual([4, { x: 4, y: 8 }, ['x', 'y']])
  })

  test('the wrapped function carries its specification and its function', () => {
    expect(double.spec.inputs).toEqual(['x'])
    expect(double.fn({} as never, { x: 21 })).toEqual({ y: 42 })
    expect(double.name).toBe('double')
  })

  test('a name in the specification goes before the name of the function', async () => {
    const named = stage({ name: 'given', outputs: ['z'] })(function own() {
      return { z: 1 }
    })
    const { steps } = await workbench().plan(named(record({})))
    expect(steps.map(({ stage: name }) => name)).toEqual(['given'])
  })

  test('a stage may be async', async () => {
    const later = stage({ inputs: ['y'], outputs: ['z'] })(async function later(
      _: StageContext,
      { y }: { y: number },
    ) {
      await new Promise((resolve) => setTimeout(resolve, 2))
      return { z: y + 1 }
    })
    const target = later(double(load(record({ k: 1 }))))
    expect(await (await workbench().run(target)).value(target, 'z')).toBe(3)
  })
})

describe('2. what a function returns is matched to its outputs by name', () => {
  test('the order of the returned keys does not matter', async () => {
    const two = stage({ outputs: ['a', 'b'], cachers: [json(), json()] })(function two() {
      return { b: 'B', a: 'A' }
    })
    const target = two(record({}))
    const result = await workbench().run(target)
    expect([await result.value(target, 'a'), await result.value(target, 'b')]).toEqual(['A', 'B'])
  })

  test.each([
    ['lacks one', { a: 1 }, "did not return 'b'"],
    ['has one too many', { a: 1, b: 2, c: 3 }, "returned 'c', which it does not declare"],
    ['is an array', [1, 2], 'returned an array'],
    ['is nothing', undefined, 'returned nothing'],
    ['is null', null, 'returned null'],
    ['is a number', 7, 'returned a number'],
  ])('what %s raises OutputSignatureError, and nothing is stored', async (_, returned, text) => {
    const bench = workbench()
    const wrong = untyped.stage({
      name: 'wrong',
      outputs: ['a', 'b'],
      cachers: [json(), json()],
      version: 1,
    })(() => returned)
    const target = wrong(untyped.record({}, { name: 'r' }))
    const error = await failureOf(bench.run(target))
    expect(error).toMatchObject({ _tag: 'OutputSignatureError', stage: 'wrong', record: 'r' })
    expect(error.message).toContain(text)
    const session = await bench.store.open({ readOnly: true })
    expect(await one(session).latest('wrong', 1)).toEqual([])
    expect((await bench.plan(target)).steps[0]?.reason.type).toBe('first-run')
  })
})

describe('3. a stage is applied to a record and gives a record', () => {
  test('calls nest, and nothing runs', () => {
    let calls = 0
    const count = untyped.stage({ name: 'count', outputs: ['n'] })(() => ({ n: ++calls }))
    const begin = untyped.record({ k: 1 })
    const after = count(begin)
    expect(after).not.toBe(begin)
    expect(calls).toBe(0)
  })

  test('the record that a stage was applied to stays as it was', async () => {
    const begin = record({ k: 3 })
    const one = load(begin)
    const two = double(one)
    expect((await workbench().plan(begin)).steps).toEqual([])
    expect((await workbench().plan(one)).steps).toHaveLength(1)
    expect((await workbench().plan(two)).steps).toHaveLength(2)
    expect(Object.isFrozen(one)).toBe(true)
    const result = await workbench().run([one, two])
    expect(await result.value(two, 'x')).toBe(3)
    expect((await failureOf(result.value(one, 'y' as never)))._tag).toBe('UnknownArtifactError')
  })
})

describe('4. an input comes from the record’s state', () => {
  test('a missing one is a MissingInputError at plan time that names stage, record and input', async () => {
    const target = (double as unknown as (of: unknown) => never)(untyped.record({ k: 1 }, { name: 'r' }))
    for (const attempt of [workbench().plan(target), workbench().run(target)]) {
      const error = await failureOf(attempt)
      expect(error).toMatchObject({ _tag: 'MissingInputError', stage: 'double', record: 'r', artifact: 'x' })
      expect(error.message).toContain("Apply a stage that outputs 'x' first")
    }
  })

  test('a near name is proposed', async () => {
    const misspelt = untyped.stage({ name: 'misspelt', inputs: ['accuracy'] })(() => undefined)
    const make = untyped.stage({ name: 'make', outputs: ['acuracy'] })(() => ({ acuracy: 1 }))
    const error = await failureOf(workbench().plan(misspelt(make(untyped.record({})))))
    expect(error.message).toContain("Did you mean 'acuracy'?")
  })
})

describe('5. suppressMissingInputs', () => {
  test('passes undefined for a missing input, and the plan warns', async () => {
    const seen: unknown[] = []
    const spec = { name: 'tolerant', inputs: ['x', 'gone'], suppressMissingInputs: true, version: 1 }
    const tolerant = untyped.stage(spec)(
      (_, inputs) => void seen.push(inputs.gone, inputs.x, 'gone' in inputs),
    )
    const target = tolerant(load(record({ k: 5 })) as never)
    const { warnings } = await workbench().plan(target)
    expect(warnings).toMatchObject([{ type: 'missing-input', stage: 'tolerant', subject: 'gone' }])
    await workbench().run(target)
    expect(seen).toEqual([undefined, 5, true])
  })

  test('a stage that gets the input after all runs again', async () => {
    const bench = workbench()
    const spec = {
      name: 'tolerant',
      inputs: ['x'],
      outputs: ['z'],
      cachers: [json()],
      suppressMissingInputs: true,
    }
    const tolerant = untyped.stage({ ...spec, version: 1 })((_, { x }) => ({ z: x ?? 'none' }))
    await bench.run(tolerant(untyped.record({ k: 5 })))
    const second = await bench.run(tolerant(load(record({ k: 5 })) as never))
    expect(second.called).toEqual(['load', 'tolerant'])
  })
})

describe('6. an input that is not declared', () => {
  test.each([
    ['by its name', (inputs: any) => inputs.other],
    ['by destructuring', ({ other }: any) => other],
  ])('raises InputSignatureError when it is read %s', async (_, read) => {
    const sly = untyped.stage({ name: 'sly', inputs: ['x'], version: 1 })(
      (_context, inputs) => void read(inputs),
    )
    const error = await failureOf(workbench().run(sly(load(record({ k: 1 }, { name: 'r' })) as never)))
    expect(error).toMatchObject({ _tag: 'InputSignatureError', stage: 'sly', record: 'r', artifact: 'other' })
    expect(error.message).toContain("Add 'other' to its 'inputs'")
  })

  test('an input that is declared twice raises InputSignatureError at wrap time', () => {
    const error = thrownBy(() => untyped.stage({ inputs: ['x', 'x'] })(function twice() {}))
    expect(error).toMatchObject({ _tag: 'InputSignatureError', stage: 'twice' })
  })
})

describe('7. there is one cacher for each output', () => {
  test('another number raises CachersMismatchError at wrap time', () => {
    const wrap = untyped.stage({ outputs: ['a', 'b'], cachers: [json()] })
    const error = thrownBy(() => wrap(function pair() {}))
    expect(error).toMatchObject({ _tag: 'CachersMismatchError', stage: 'pair' })
    expect(error.message).toContain("has 2 outputs ('a' and 'b') and 1 cacher")
  })

  test('an empty list raises EmptyCachersError at wrap time', () => {
    const error = thrownBy(() => untyped.stage({ outputs: ['a'], cachers: [] })(function none() {}))
    expect(error).toMatchObject({ _tag: 'EmptyCachersError', stage: 'none' })
  })

  test('aggregates are checked in the same way', () => {
    const wrap = (cachers: unknown) => () => untyped.aggregate({ outputs: ['a'], cachers })(function all() {})
    expect(thrownBy(wrap([]))._tag).toBe('EmptyCachersError')
    expect(thrownBy(wrap([json(), json()]))._tag).toBe('CachersMismatchError')
  })
})

test('8. one cacher serves any number of stages and records, which share nothing by it', async () => {
  const shared = json()
  expect(Object.isFrozen(shared)).toBe(true)
  const one = untyped.stage({ name: 'one', outputs: ['a'], cachers: [shared], version: 1 })(({ params }) => ({
    a: [params.k],
  }))
  const two = untyped.stage({ name: 'two', inputs: ['a'], outputs: ['b'], cachers: [shared], version: 1 })(
    (_, { a }) => ({ b: [...a, 'two'] }),
  )
  const targets = [1, 2].map((k) => two(one(untyped.record({ k }))))
  const bench = workbench()
  await bench.run(targets)
  const again = await bench.run(targets)
  expect(await Promise.all(targets.map((target) => again.value(target, 'b')))).toEqual([
    [1, 'two'],
    [2, 'two'],
  ])
})
