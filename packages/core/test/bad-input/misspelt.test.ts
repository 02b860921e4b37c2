import { json, memoryStore } from 'stagewright'
import * as face from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { failureOf, thrownBy } from '../support/workbench.ts'

const stage = untyped.stage({ name: 'make', outputs: ['x'], version: 1 })(() => ({ x: 1 }))
const r = () => untyped.record({ workers: 4, sub: { b: 1 } }, { name: 'r' })
const experiment = face.experiment as unknown as (spec: object) => unknown

test.each<[string, () => unknown, string]>([
  [
    'a key of a specification',
    () => untyped.stage({ name: 'fit', outputs: ['x'], cacher: [json()] })(() => ({ x: 1 })),
    "The specification of stage 'fit' takes no 'cacher'. Did you mean 'cachers'?",
  ],
  [
    'a key of an aggregate’s specification',
    () => untyped.aggregate({ name: 'all', input: ['x'] })(() => {}),
    "The specification of aggregate 'all' takes no 'input'. Did you mean 'inputs'?",
  ],
  [
    'an operational parameter',
    () => untyped.record({ workers: 4 }, { operational: ['wrokers'] }),
    "'operational' names no parameter 'wrokers'. Did you mean 'workers'?",
  ],
  [
    'an operational part of a parameter',
    () => untyped.record({ sub: { b: 1 } }, { operational: ['sub.b'] }),
    "'operational' names whole parameters, and 'sub.b' is a part of 'sub'",
  ],
  [
    'a represented parameter',
    () => untyped.record({ model: 4 }, { represent: { modle: String } }),
    "'represent' names no parameter 'modle'. Did you mean 'model'?",
  ],
  ['an option of a record', () => untyped.record({}, { nmae: 'r' }), "takes no 'nmae'. Did you mean 'name'?"],
  [
    'a key of an experiment',
    () => experiment({ name: 'e', param: {}, build: () => [] }),
    "Experiment 'e' takes no 'param'. Did you mean 'params'?",
  ],
])('%s that is misspelt is refused, with what was meant', (_, act, message) => {
  const error = thrownBy(act)
  expect(error._tag).toBe('InvalidArgumentError')
  expect(error.message).toContain(message)
})

test.each([
  ['plan', untyped.plan],
  ['run', untyped.run],
])('a misspelt option of %s is refused before anything runs', async (_, action) => {
  const error = await failureOf(action(stage(r()), { store: memoryStore(), dryrun: true }))
  expect(error.message).toContain("takes no 'dryrun'. Did you mean 'dryRun'?")
})

test('an option that is undefined, and an operational parameter of other parameter sets, are no mistake', async () => {
  const target = stage(untyped.record({ k: 1 }, { name: 'r', operational: ['workers'] }))
  expect((await untyped.plan(target, { store: memoryStore(), dryrun: undefined })).steps).toHaveLength(1)
})

describe('an input given by hand', () => {
  const apply = stage as unknown as (...given: readonly unknown[]) => unknown

  test('is refused, and the error shows what to do', () => {
    const error = thrownBy(() => apply(r(), { x: 15 }))
    expect(error).toMatchObject({ _tag: 'InvalidArgumentError', stage: 'make' })
    expect(error.message).toContain('record({ ...params, x: 15 })')
  })

  test('is not what map gives', () => {
    expect([r(), r()].map(apply)).toHaveLength(2)
  })
})
