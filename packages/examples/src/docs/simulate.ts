// #region stages
// simulate.ts
import { experiment, json, stage, type StageContext } from 'stagewright'

export const simulate = stage({ outputs: ['share'], cachers: [json()] })(function simulate({
  params,
}: StageContext<{ seed: number; draws: number }>) {
  let state = params.seed
  let inside = 0
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  for (let draw = 0; draw < params.draws; draw++) if (random() ** 2 + random() ** 2 < 1) inside++
  return { share: inside / params.draws }
})

export default experiment({
  name: 'simulate',
  params: { first: { seed: 1, draws: 100_000 }, second: { seed: 2, draws: 100_000 } },
  build: (records) => records.map(simulate),
})
// #endregion stages
