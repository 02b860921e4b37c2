// #region example
import { aggregate, type ByRecord, json, pipeline, record, run, stage, type StageContext } from 'stagewright'

const kept = { cachers: [json()] } as const

const throwDarts = stage({ ...kept, name: 'throwDarts', outputs: ['hits'] })(
  ({ params }: StageContext<{ darts: number }>) => ({ hits: countHits(params.darts) }),
)
const estimate = stage({ ...kept, name: 'estimate', inputs: ['hits'], outputs: ['pi'] })(
  ({ params }: StageContext<{ darts: number }>, { hits }: { hits: number }) => ({
    pi: (4 * hits) / params.darts,
  }),
)
const best = aggregate({ ...kept, name: 'best', inputs: ['pi'], outputs: ['pi'] })(
  (_: StageContext, _records, { pi }: { pi: ByRecord<number> }) => ({ pi: [...pi.values()].at(-1) ?? 0 }),
)

const each = pipeline(throwDarts, estimate)
const runs = [1e4, 1e5, 1e6].map((darts) => each(record({ darts }))) // nothing has run yet
const answer = best(record({}), runs)
const result = await run(answer) // executes 7 functions; a second time, none
console.log(result.counts.ran, await result.value(answer, 'pi'))
// #endregion example

function countHits(darts: number): number {
  let hits = 0
  for (let dart = 0; dart < darts; dart++)
    if (((dart * 0.754_877_666) % 1) ** 2 + ((dart * 0.569_840_291) % 1) ** 2 < 1) hits++
  return hits
}
