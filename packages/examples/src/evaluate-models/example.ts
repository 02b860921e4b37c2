// #region use
import { json, stage, type StageContext, type Store } from 'stagewright'
import { candidate, evaluateModels, type Progress, type Score } from './index.ts'

interface Row {
  readonly x: number
  readonly isLarge: boolean
}

const load = stage({ outputs: ['rows'], cachers: [json()] })(function load({
  params,
}: StageContext<{ count: number }>) {
  const rows: Row[] = Array.from({ length: params.count }, (_, x) => ({ x, isLarge: 2 * x >= params.count }))
  return { rows }
})

const fitMiddle = stage({ inputs: ['train'], outputs: ['model'] })(function fitMiddle(
  _: StageContext,
  { train }: { train: readonly Row[] },
) {
  return { model: { above: train.reduce((sum, { x }) => sum + x, 0) / train.length } }
})

const fitAlways = stage({ outputs: ['model'] })(function fitAlways() {
  return { model: { above: 0 } }
})

const score = stage({ inputs: ['model', 'test'], outputs: ['accuracy'], cachers: [json()] })(function score(
  _: StageContext,
  { model, test }: { model: { above: number }; test: readonly Row[] },
) {
  const right = test.filter(({ x, isLarge }) => x >= model.above === isLarge)
  return { accuracy: right.length / test.length }
})

export const best = (store: Store, onProgress?: (progress: Progress) => void): Promise<readonly Score[]> =>
  evaluateModels({
    load,
    candidates: [candidate('middle', fitMiddle, score), candidate('always', fitAlways, score)],
    params: { count: 100 },
    store,
    ...(onProgress && { onProgress }),
  })
// #endregion use
