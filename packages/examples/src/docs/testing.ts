import {
  type ByRecord,
  aggregate,
  json,
  memoryStore,
  plan,
  record,
  run,
  stage,
  type StageContext,
} from 'stagewright'
import { given, rehearse } from '@stagewright/testing'
import '@stagewright/testing/jest'

// #region stages
const fit = stage({ inputs: ['train'], outputs: ['model'], cachers: [json()] })(function fit(
  { params, log }: StageContext<{ k: number }>,
  { train }: { train: readonly number[] },
) {
  if (train.length < params.k) throw new RangeError(`${params.k} points are needed`)
  log('fitting', train.length, 'points')
  return { model: { border: train[params.k - 1] ?? 0 } }
})

const score = stage({ inputs: ['model', 'test'], outputs: ['share'], cachers: [json()] })(function score(
  _: StageContext,
  { model, test }: { model: { readonly border: number }; test: readonly number[] },
) {
  return { share: test.filter((value) => value < model.border).length / test.length }
})
// #endregion stages

export const testing = async () => {
  // #region rehearse
  const small = given(record({ k: 2, colour: 'red' }), { train: [1, 5, 9] })
  const { outputs, logs, reads } = await rehearse(fit(small))
  expect(outputs.model).toEqual({ border: 5 })
  expect(logs).toEqual([['fitting', 3, 'points']])
  expect(reads.params).toEqual(['k']) // another colour will not make it run again
  // #endregion rehearse

  // #region failure
  const tooSmall = fit(given(record({ k: 2 }), { train: [1] }))
  await expect(rehearse(tooSmall)).rejects.toThrow('2 points are needed')
  // #endregion failure

  // #region plan
  const store = memoryStore()
  const data = { train: [1, 5, 9], test: [2, 4, 8] }
  const scored = (k: number) => score(fit(given(record({ k }), data)))
  await run(scored(2), { store })
  expect(await plan(scored(2), { store })).toRun([])
  expect(await plan(scored(3), { store })).toRun(['fit'])
  expect(await plan(scored(3), { store })).toMaybeRun(['score'])
  // #endregion plan

  // #region aggregate
  const best = aggregate({ inputs: ['share'], outputs: ['best'], cachers: [json()] })(function best(
    _: StageContext,
    _records,
    { share }: { share: ByRecord<number, { k: number }> },
  ) {
    const [first] = [...share].toSorted(([, a], [, b]) => b - a)
    return { best: first?.[0].params.k ?? 0 }
  })

  const tried = [1, 2, 3].map((k) => given(record({ k }), { share: k === 2 ? 0.9 : 0.5 }))
  const chosen = await rehearse(best(record({}), tried))
  expect(chosen.outputs.best).toBe(2)
  // #endregion aggregate
}
