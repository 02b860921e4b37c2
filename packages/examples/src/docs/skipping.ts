import { json, pipeline, plan, record, run, stage, type StageContext, type Store } from 'stagewright'

// #region chain
const load = stage({ outputs: ['numbers'], cachers: [json()] })(function load({
  params,
}: StageContext<{ size: number }>) {
  return { numbers: Array.from({ length: params.size }, (_, index) => index) }
})
const count = stage({ inputs: ['numbers'], outputs: ['count'], cachers: [json()] })(function count(
  _: StageContext,
  { numbers }: { numbers: readonly number[] },
) {
  return { count: numbers.length }
})
const label = stage({ inputs: ['count'], outputs: ['text'], cachers: [json()] })(function label(
  { params }: StageContext<{ word: string }>,
  { count }: { count: number },
) {
  return { text: `${count} ${params.word}` }
})
const chain = pipeline(load, count, label)
// #endregion chain
export { chain }

export const skipping = async (store: Store) => {
  await run(chain(record({ size: 3, word: 'items' })), { store })
  // #region change-word
  const { steps } = await plan(chain(record({ size: 3, word: 'things' })), { store })
  const decisions = steps.map(({ stage, decision }) => `${stage}: ${decision}`)
  // ['load: skip', 'count: reuse', 'label: run']
  // #endregion change-word
  // #region cutoff
  const again = await run(chain(record({ size: 3, word: 'items' })), { store, overwrite: ['load'] })
  const outcomes = again.steps.map(({ stage, decision, outcome }) => `${stage}: ${decision}, ${outcome}`)
  // ['load: run, ran', 'count: maybe, skipped', 'label: maybe, reused']
  // #endregion cutoff
  return { decisions, outcomes }
}
