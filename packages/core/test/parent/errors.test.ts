import {
  ExecutingWithSkippedInputError,
  json,
  memoryStore,
  runTask,
  planTask,
  StagewrightError,
} from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, thrownBy, workbench } from '../support/workbench.ts'

const named = (name: string, spec: object = {}, fn: (...args: any[]) => unknown = () => undefined) =>
  untyped.stage({ name, version: 1, ...spec })(fn)
const r = () => untyped.record({}, { name: 'r' })
const failing = (spec: object, fn: (...args: any[]) => unknown) => () =>
  failureOf(workbench().run(named('s', spec, fn)(r())))
const make = named('make', { outputs: ['x'] }, () => ({ x: 1 }))

interface Case {
  readonly tag: string
  readonly provoke: () => unknown
  readonly place?: { readonly stage?: string; readonly record?: string; readonly artifact?: string }
  /** How the message says to mend it. */
  readonly mend: string
}

const duplicates = () => {
  const one = named('same', {}, () => 1)
  const other = named('same', {}, () => 2)
  return failureOf(workbench().plan(other(one(r()))))
}
const lostArtifact = async () => {
  const store = memoryStore()
  const kept = named('make', { outputs: ['x'], cachers: [json()] }, () => ({ x: 1 }))(r())
  const told = await workbench(store).run(kept)
  const emptied = memoryStore()
  const moved = { name: 'moved', open: (mode: { readOnly: boolean }) => (gone ? emptied : store).open(mode) }
  let gone = false
  const second = await workbench(moved).run(kept)
  gone = true
  void told
  return failureOf(second.value(kept, 'x'))
}

const cases: readonly Case[] = [
  {
    tag: 'InputSignatureError',
    provoke: failing({}, (_, inputs) => inputs.y),
    place: { stage: 's', record: 'r', artifact: 'y' },
    mend: "Add 'y' to its 'inputs'",
  },
  {
    tag: 'OutputSignatureError',
    provoke: failing({ outputs: ['x'] }, () => ({})),
    place: { stage: 's', record: 'r', artifact: 'x' },
    mend: "Return it, or take it out of 'outputs'",
  },
  {
    tag: 'CachersMismatchError',
    provoke: () => thrownBy(() => named('s', { outputs: ['x'], cachers: [json(), json()] })),
    place: { stage: 's' },
    mend: 'Give one cacher for each output',
  },
  {
    tag: 'EmptyCachersError',
    provoke: () => thrownBy(() => named('s', { outputs: ['x'], cachers: [] })),
    place: { stage: 's' },
    mend: "leave out 'cachers'",
  },
  {
    tag: 'MissingInputError',
    provoke: () => failureOf(workbench().plan(named('s', { inputs: ['x'] })(r()))),
    place: { stage: 's', record: 'r', artifact: 'x' },
    mend: "Apply a stage that outputs 'x' first",
  },
  {
    tag: 'DuplicateStageError',
    provoke: duplicates,
    place: { stage: 'same', record: 'r' },
    mend: 'rename one of them',
  },
  {
    tag: 'UnnamedStageError',
    provoke: () => thrownBy(() => untyped.stage({})(() => undefined)),
    mend: 'Name its function',
  },
  {
    tag: 'UnhashableParameterError',
    provoke: () => failureOf(workbench().plan(named('s')(untyped.record({ f: () => 1 }, { name: 'r' })))),
    place: { stage: 's', record: 'r' },
    mend: 'represent: { f: (value) => ... }',
  },
  {
    tag: 'StageExecutionError',
    provoke: failing({}, () => {
      throw new Error('no luck')
    }),
    place: { stage: 's', record: 'r' },
    mend: 'no luck',
  },
  {
    tag: 'CacherError',
    provoke: failing({ outputs: ['x'], cachers: [json()] }, () => ({ x: 1n })),
    place: { stage: 's', record: 'r', artifact: 'x' },
    mend: 'use another cacher',
  },
  {
    tag: 'RoundTripError',
    provoke: () =>
      failureOf(
        workbench().run(
          named('s', { outputs: ['x'], cachers: [{ ...json(), load: () => ({ a: [1, 3] }) }] }, () => ({
            x: { a: [1, 2] },
          }))(r()),
          { roundTrip: 'verify' },
        ),
      ),
    place: { stage: 's', record: 'r', artifact: 'x' },
    mend: 'at a[1]',
  },
  {
    tag: 'UnknownArtifactError',
    provoke: async () => {
      const target = make(r())
      const told = await workbench().run(target)
      return failureOf(told.value(target, 'z' as never))
    },
    place: { record: 'r', artifact: 'z' },
    mend: "It has 'x'",
  },
  {
    tag: 'SkippedOutputError',
    provoke: async () => {
      const target = named('end', { inputs: ['x'], outputs: ['y'], cachers: [json()] }, () => ({ y: 1 }))(
        make(r()),
      )
      const bench = workbench()
      await bench.run(target)
      return failureOf((await bench.run(target)).value(target, 'x'))
    },
    place: { stage: 'make', record: 'r', artifact: 'x' },
    mend: 'Give the stage cachers',
  },
  { tag: 'ArtifactLostError', provoke: lostArtifact, mend: 'Run again to recreate it' },
  {
    tag: 'RunAbortedError',
    provoke: () => failureOf(workbench().run(make(r()), { signal: AbortSignal.abort('enough') })),
    mend: 'run it again to resume',
  },
  {
    tag: 'InvalidArgumentError',
    provoke: () => failureOf(untyped.plan({ k: 1 }, { store: memoryStore() })),
    mend: 'A target is a record or an array of records',
  },
  {
    tag: 'ReportError',
    provoke: failing({}, ({ report }) => report({ kind: 'number', name: 'loss', data: '1' })),
    place: { stage: 's', record: 'r' },
    mend: '.data is "1", and not a number',
  },
  {
    tag: 'ExecutingWithSkippedInputError',
    provoke: () => new ExecutingWithSkippedInputError({ stage: 's', record: 'r', artifact: 'x' }),
    place: { stage: 's', record: 'r', artifact: 'x' },
    mend: 'please report it',
  },
]

test.each(cases)(
  '$tag extends the one base, carries its tag and place, and says how to mend it',
  async (fact) => {
    const error = await fact.provoke()
    expect(error).toBeInstanceOf(StagewrightError)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ _tag: fact.tag, name: fact.tag, ...fact.place })
    expect((error as Error).message).toContain(fact.mend)
  },
)

describe('wrong wiring', () => {
  const wrong = () => [
    named('first', { inputs: ['p'] })(r()),
    named('second', { inputs: ['q', 's'] })(untyped.record({ f: Symbol('f') }, { name: 'other' })),
  ]

  test('is reported all at once, before anything runs', async () => {
    const calls: string[] = []
    const effect = named('effect', {}, () => void calls.push('effect'))
    const error = await failureOf(workbench().run([effect(r()), ...wrong()]))
    expect(error._tag).toBe('PlanError')
    const tags = (error as unknown as { errors: StagewrightError[] }).errors.map(({ _tag, stage }) => [
      _tag,
      stage,
    ])
    expect(tags).toEqual([
      ['MissingInputError', 'first'],
      ['MissingInputError', 'second'],
      ['MissingInputError', 'second'],
      ['UnhashableParameterError', 'second'],
    ])
    expect(error.message).toContain('Cannot plan: 4 problems')
    expect(calls).toEqual([])
  })

  test('is told once where it is so for many records, and can be read of each', async () => {
    const starved = named('starved', { inputs: ['p'] })
    const targets = Array.from({ length: 1000 }, (_, n) => starved(untyped.record({}, { name: `r${n}` })))
    const error = await failureOf(workbench().plan(targets))
    expect(error.message.split('\n')).toHaveLength(2)
    expect(error.message).toContain('Cannot plan: 1 problem')
    expect(error.message).toContain(`in record 'r0'`)
    expect(error.message).toContain('999 other records have the same problem.')
    expect((error as unknown as { errors: StagewrightError[] }).errors).toHaveLength(1000)
  })

  test('of one kind is that error itself', async () => {
    expect((await failureOf(workbench().plan(wrong()[0]!)))._tag).toBe('MissingInputError')
  })
})

test('of very many names a message tells the first, and the one that was meant', async () => {
  const outputs = Array.from({ length: 100 }, (_, index) => `output ${index}`)
  const many = named('many', { outputs }, () => Object.fromEntries(outputs.map((name) => [name, 1])))
  const target = many(r())
  const told = await workbench().run(target)
  const { message } = await failureOf(told.value(target, 'outptu 99' as never))
  expect(message).toMatch(/'output 0', .*'output 19' and 80 more\. Did you mean 'output 99'\?$/u)
  expect((await failureOf(told.value(target, 'z' as never))).message).toMatch(/and 80 more\.$/u)
  const missing = named('next', { inputs: ['z'] })(make(r()))
  expect((await failureOf(workbench().plan(missing))).message).not.toContain('Did you mean')
})

describe('planTask and runTask', () => {
  test('give the error as a left', async () => {
    const target = named('s', { inputs: ['x'] })(r())
    for (const task of [
      planTask(target, { store: memoryStore() }),
      runTask(target, { store: memoryStore() }),
    ])
      expect(await task()).toMatchObject({ _tag: 'Left', left: { _tag: 'MissingInputError' } })
  })

  test('give plan and result as a right', async () => {
    const store = memoryStore()
    expect(await planTask(make(r()), { store })()).toMatchObject({
      _tag: 'Right',
      right: { counts: { run: 1 } },
    })
    expect(await runTask(make(r()), { store })()).toMatchObject({
      _tag: 'Right',
      right: { counts: { ran: 1 } },
    })
  })
})
