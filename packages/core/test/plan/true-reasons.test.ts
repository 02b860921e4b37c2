import { writeFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileStore, json, memoryStore, type Store } from 'stagewright'
import { checksumOf, frailStore } from '../../../testing/src/oracle/frail-store.ts'
import { summingStore } from '../../../testing/src/oracle/summing-store.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

const square = (version: number) =>
  untyped.stage({ name: 'square', outputs: ['v'], cachers: [json()], version })(({ params }) => ({
    v: params.i ** 2,
  }))
const named = (version: number, numbers: readonly number[], shift = 0) =>
  numbers.map((i) => square(version)(untyped.record({ i: i + shift }, { name: `i${i}` })))
const unnamed = (version: number, ...numbers: readonly number[]) =>
  numbers.map((i) => square(version)(untyped.record({ i })))
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)

const sentences = ({
  steps,
}: {
  readonly steps: readonly { readonly id: string; readonly explanation: string }[]
}) => Object.fromEntries(steps.map(({ id, explanation }) => [id, explanation]))
const codeChanged = 'code changed: now uses version 2; no longer uses version 1'

describe.each<[string, () => Store]>([
  ['in memory', () => memoryStore()],
  ['in memory with summaries', () => summingStore(memoryStore())],
  ['in a folder', () => fileStore(join(temporaryFolder(), 'store'))],
])('a reason %s', (_, makeStore) => {
  test('compares a record with itself, however many others there are', async () => {
    const bench = workbench(makeStore())
    await bench.run(named(1, upTo(40)))
    const { steps } = await bench.plan(named(2, upTo(40)))
    expect(new Set(steps.map(({ explanation }) => explanation))).toEqual(new Set([codeChanged]))
  })

  test('of a record that never ran is that it never ran, whatever its neighbours did', async () => {
    const bench = workbench(makeStore())
    await bench.run(named(1, [1, 2]))
    expect(sentences(await bench.plan(named(1, [1, 2, 3])))).toMatchObject({ 'square@i3': 'first run' })
    expect(sentences(await bench.plan(named(2, [2, 3])))).toEqual({
      'square@i2': codeChanged,
      'square@i3': 'first run',
    })
  })

  test('of a record that shared another one’s execution compares with that execution', async () => {
    const bench = workbench(makeStore())
    const load = (version: number) =>
      untyped.stage({ name: 'load', outputs: ['x'], cachers: [json()], version })(() => ({ x: 1 }))
    const of = (version: number, ...names: readonly string[]) =>
      names.map((name) => load(version)(untyped.record({ name }, { name })))
    await bench.run(of(1, 'a', 'b'))
    const planned = await bench.plan(of(2, 'a', 'b', 'c'))
    expect(sentences(planned)).toEqual({
      'load@a': codeChanged,
      'load@b': codeChanged,
      'load@c': 'first run',
    })
  })

  test('never mixes experiments', async () => {
    const bench = workbench(makeStore())
    await bench.run(named(1, [1]), { experiment: 'one' })
    await bench.run(named(1, [1], 5), { experiment: 'two' })
    const inThree = await bench.plan(named(1, [1], 7), { experiment: 'three' })
    expect(sentences(inThree)).toEqual({ 'square@i1': 'first run' })
    const inOne = await bench.plan(named(1, [1], 7), { experiment: 'one' })
    expect(sentences(inOne)).toEqual({ 'square@i1': "parameter 'i' changed from 1 to 8" })
  })

  test('knows what an experiment reused of another one', async () => {
    const bench = workbench(makeStore())
    await bench.run(named(1, [1]), { experiment: 'one' })
    await bench.run(named(1, [1]), { experiment: 'two' })
    const planned = await bench.plan(named(2, [1]), { experiment: 'two' })
    expect(sentences(planned)).toEqual({ 'square@i1': codeChanged })
  })

  test('of a record without a name follows it through an edit of its parameters', async () => {
    const bench = workbench(makeStore())
    await bench.run(unnamed(1, 1, 2, 3))
    const reasons = async (...numbers: readonly number[]) =>
      (await bench.plan(unnamed(1, ...numbers))).steps
        .filter(({ decision }) => decision === 'run')
        .map(({ explanation }) => explanation)
    expect(await reasons(1, 2, 7)).toEqual(["parameter 'i' changed from 3 to 7"])
    expect(await reasons(1, 2, 3, 4)).toEqual(['first run'])
    expect(await reasons(0, 1, 2, 3)).toEqual(['first run'])
  })

  test('of a record without a name in another one’s place compares with what stood there last', async () => {
    const bench = workbench(makeStore())
    const one = square(1)
    const of = (...numbers: readonly number[]) => numbers.map((i) => one(untyped.record({ i })))
    await bench.run(of(1, 2))
    await bench.run(of(2))
    const [step] = (await bench.plan(of(3))).steps
    expect(step?.explanation).toBe("parameter 'i' changed from 2 to 3")
  })

  test('knows a step that has only ever shared what the same step before it in the record made', async () => {
    const bench = workbench(makeStore())
    const make = (version: number) =>
      untyped.stage({ name: 'make', outputs: ['x'], cachers: [json()], version })(() => ({ x: 1 }))
    const before = make(1)
    const once = before(untyped.record({}, { name: 'r' }))
    await bench.run(once)
    await bench.run(before(once))
    const now = make(2)
    const planned = await bench.plan(now(now(untyped.record({}, { name: 'r' }))))
    expect(sentences(planned)).toEqual({ 'make@r': codeChanged, 'make@r#2': codeChanged })
  })

  test('compares with what a pipeline of other stages reused since', async () => {
    const bench = workbench(makeStore())
    const show = untyped.stage({
      name: 'show',
      inputs: ['v'],
      outputs: ['s'],
      cachers: [json()],
      version: 1,
    })((__, { v }) => ({ s: `${v}` }))
    const at = (i: number) => square(1)(untyped.record({ i }, { name: 'r' }))
    await bench.run(at(1))
    await bench.run(show(at(2)))
    await bench.run(at(1))
    await bench.run(show(at(2)))
    expect(sentences(await bench.plan(at(3)))).toEqual({ 'square@r': "parameter 'i' changed from 2 to 3" })
  })

  test('tells two applications of one stage to a record apart', async () => {
    const bench = workbench(makeStore())
    const more = (version: number) =>
      untyped.stage({ name: 'more', inputs: ['x'], outputs: ['x'], cachers: [json()], version })(
        (__, { x }) => ({
          x: x + 1,
        }),
      )
    const start = untyped.stage({ name: 'start', outputs: ['x'], cachers: [json()], version: 1 })(() => ({
      x: 1,
    }))
    const twice = (version: number) => more(version)(more(version)(start(untyped.record({}, { name: 'r' }))))
    await bench.run(twice(1))
    const told = await bench.run(twice(2))
    expect(sentences(told)).toMatchObject({ 'more@r': codeChanged, 'more@r#2': codeChanged })
  })

  test('of a file that is gone is that it is missing', async () => {
    const bench = workbench(makeStore())
    const path = join(temporaryFolder(), 'roses.txt')
    const read = untyped.stage({ name: 'read', outputs: ['n'], cachers: [json()], version: 1 })(
      (context) => ({
        n: context.file(path).length,
      }),
    )
    const target = () => read(untyped.record({}, { name: 'r' }))
    writeFileSync(path, 'red')
    await bench.run(target())
    rmSync(path)
    expect(sentences(await bench.plan(target()))).toEqual({ 'read@r': `file '${path}' is missing` })
  })
})

describe('after a run, a reason is what happened', () => {
  const r = (params: object, name = 'r') => untyped.record(params, { name })
  const half = (version = 1) =>
    untyped.stage({ name: 'half', outputs: ['h'], cachers: [json()], version })(({ params }) => ({
      h: Math.floor(params.n / 2),
    }))
  const twice = untyped.stage({
    name: 'twice',
    inputs: ['h'],
    outputs: ['t'],
    cachers: [json()],
    version: 1,
  })((_, { h }) => ({ t: h * 2 }))
  const chain = (n: number, version = 1) => twice(half(version)(r({ n })))

  test('a step that waited for an input ran because it changed, or is reused because it came out the same', async () => {
    const bench = workbench()
    await bench.run(chain(4))
    const changed = await bench.run(chain(6))
    expect(changed.steps[1]).toMatchObject({
      outcome: 'ran',
      reason: { type: 'changed', changes: [{ type: 'input', input: 'h' }] },
    })
    expect(changed.steps[1]?.explanation).toMatch(/^input 'h' changed/u)
    const same = await bench.run(chain(7))
    expect(same.steps[1]).toMatchObject({ outcome: 'reused', explanation: "input 'h' came out the same" })
    const event = same.events.find((each) => each.type === 'step-finished' && each.step === 'twice@r')
    expect(event).toMatchObject({ reason: { type: 'inputs-same', inputs: ['h'] } })
  })

  test('a step that found what ran before the last time says when that was', async () => {
    const bench = workbench()
    await bench.run(chain(4))
    await bench.run(chain(6))
    const told = await bench.run(chain(5))
    expect(told.steps[1]).toMatchObject({ outcome: 'reused', reason: { type: 'unchanged' } })
  })

  test('a step that turned out to be another one’s shares it', async () => {
    const told = await workbench().run(
      ['a', 'b', 'c'].map((name) => half()(r({ n: 3, name }, name))),
      { concurrency: 1 },
    )
    const shared = told.steps.filter(({ outcome }) => outcome === 'reused')
    expect(shared).toHaveLength(2)
    const [ran] = told.steps.filter(({ outcome }) => outcome === 'ran')
    for (const { explanation } of shared)
      expect(explanation).toBe(`it shares what was made for ${ran?.record}`)
  })

  test('all that changed is stated, what only the run can know included', async () => {
    const bench = workbench()
    const use = (version: number) =>
      untyped.stage({ name: 'use', inputs: ['h'], outputs: ['u'], cachers: [json()], version })(
        ({ params }, { h }) => ({ u: version === 1 ? h + params.first : h + params.second }),
      )
    const target = (n: number, version: number) => use(version)(half()(r({ n, first: 1, second: 2 })))
    await bench.run(target(4, 1))
    const told = await bench.run(target(8, 2))
    expect(told.steps[1]?.explanation.replace(/\(.*?\)/u, '')).toBe(
      `input 'h' changed ; ${codeChanged}; now reads parameter 'second'; no longer reads parameter 'first'`,
    )
  })

  test('a step that could not run names what failed', async () => {
    const bad = untyped.stage({ name: 'bad', outputs: ['h'], version: 1 })(() => {
      throw new Error('no')
    })
    const told = await workbench().run(twice(bad(r({}))), { keepGoing: true })
    expect(told.steps[1]).toMatchObject({ outcome: 'blocked', explanation: 'bad@r failed' })
  })

  test('a step without cachers that failed when it was called for names what called for it', async () => {
    const bench = workbench()
    let fails = false
    const pass = untyped.stage({ name: 'pass', inputs: ['h'], outputs: ['p'], version: 1 })((_, { h }) => {
      if (fails) throw new Error('no')
      return { p: h }
    })
    const end = untyped.stage({ name: 'end', inputs: ['p'], outputs: ['e'], version: 1 })((_, { p }) => ({
      e: p,
    }))
    const target = end(pass(half()(r({ n: 4 }))))
    await bench.run(target)
    fails = true
    const told = await bench.run(target, { overwrite: ['half'], keepGoing: true })
    expect(told.steps[1]).toMatchObject({
      outcome: 'failed',
      explanation: "'p' is needed by end@r, and is not kept",
    })
  })

  test('a lost artifact is the reason though another step has stored the same bytes meanwhile', async () => {
    const store = frailStore(memoryStore())
    const bench = workbench(store)
    const same = (name: string, from: string) =>
      untyped.stage({ name, inputs: [from], outputs: ['s'], cachers: [json()], version: 1 })(() => ({ s: 5 }))
    const first = same('first', 'h')(half()(r({ n: 4 })))
    const target = same('second', 's')(first)
    await bench.run(target)
    store.drop(checksumOf('5'))
    const told = await bench.run(target, { overwrite: ['half'], concurrency: 1 })
    expect(sentences(told)).toMatchObject({
      'first@r': "artifact 's' is missing",
      'second@r': "artifact 's' is missing",
    })
  })

  test('an overwrite is the reason of what was overwritten, and not of what follows', async () => {
    const bench = workbench()
    await bench.run(chain(4))
    const told = await bench.run(chain(4), { overwrite: ['half'] })
    expect(told.steps[0]).toMatchObject({ outcome: 'ran', explanation: 'overwrite was asked for' })
    expect(told.steps[1]).toMatchObject({ outcome: 'reused', explanation: "input 'h' came out the same" })
  })
})

test('a record that was only renamed says so, and one that took another’s place is a first run', async () => {
  const bench = workbench()
  const greet = untyped.stage({ name: 'greet', outputs: ['x'], cachers: [json()], version: 1 })(
    (context) => ({
      x: `${context.name} ${context.params.k}`,
    }),
  )
  await bench.run(greet(untyped.record({ k: 1 }, { name: 'a' })))
  const renamed = await bench.run(greet(untyped.record({ k: 1 }, { name: 'b' })))
  expect(renamed.steps[0]?.explanation).toBe("the record's name changed from 'a' to 'b'")
  const other = await bench.plan(greet(untyped.record({ k: 2 }, { name: 'c' })))
  expect(other.steps[0]?.explanation).toBe('first run')
})

test('an aggregate without inputs that gets fewer records says so, and nothing of those that are gone', async () => {
  const bench = workbench()
  const listing = untyped.aggregate({ name: 'listing', outputs: ['x'], cachers: [json()], version: 1 })(
    (_, records) => ({ x: records.map(({ params }: { params: { k: number } }) => params.k) }),
  )
  const over = (...ks: readonly number[]) =>
    listing(
      untyped.record({}, { name: 'all' }),
      ks.map((k) => untyped.record({ k }, { name: `k${k}` })),
    )
  await bench.run(over(1, 2))
  const { steps } = await bench.plan(over(1))
  expect(steps[0]?.explanation).toBe('it gets 1 record instead of 2')
})
