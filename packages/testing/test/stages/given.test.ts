import { fork, json, makeEngine, memoryStore, record, stage, type StageContext } from '@stagewright/core'
import { given, rehearse } from '@stagewright/testing'
import '@stagewright/testing/jest'
import { fit, score } from './knn'

const { plan, run } = makeEngine()
const train = [{ x: 1, isNear: true }]

class Model {
  readonly border = 5
}

describe('a record that was given artifacts', () => {
  it('is the same for equal values, so that only what a change touches runs', async () => {
    const store = memoryStore()
    const scored = (k: number, test: typeof train) =>
      score(fit(given(record({ k }), { train: [...train], test })))
    await run(scored(3, train), { store })
    expect(await plan(scored(3, [...train]), { store })).toRun([])
    expect(await plan(scored(3, [{ x: 7, isNear: false }]), { store })).toRun(['score'])
    expect(await plan(scored(4, train), { store })).toRun(['fit'])
    expect(await plan(scored(4, train), { store })).toMaybeRun(['score'])
  })

  it('holds anything, and hands it on as it is', async () => {
    const model = new Model()
    const { outputs } = await rehearse(score(given(record({}), { test: train, model })))
    expect(outputs.model).toBe(model)
    expect(outputs.accuracy).toBe(1)
  })

  it('makes a value that cannot be compared another one each time', async () => {
    const store = memoryStore()
    const upstream = () => given(record({}), { test: train, model: new Model() })
    const once = upstream()
    await run(score(once), { store })
    expect(await plan(score(once), { store })).toRun([])
    expect(await plan(score(upstream()), { store })).toRun(['score'])
  })

  it('holds undefined, too', async () => {
    const orElse = stage({ inputs: ['note'], outputs: ['line'], cachers: [json()] })(function orElse(
      _: StageContext,
      { note }: { note: string | undefined },
    ) {
      return { line: note ?? 'none' }
    })
    const { outputs } = await rehearse(orElse(given(record({}), { note: undefined })))
    expect(outputs).toEqual({ note: undefined, line: 'none' })
  })

  it('is continued by forks, and its values can be replaced', async () => {
    const first = given(record({}), { train, test: train })
    const other = given(fork(first, { k: 2 }), { test: [{ x: 4, isNear: true }] })
    const { outputs } = await rehearse(score(fit(other)))
    expect(outputs.test).toEqual([{ x: 4, isNear: true }])
    expect(outputs.accuracy).toBe(0)
  })
})
