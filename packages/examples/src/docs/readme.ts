// #region example
import { json, pipeline, record, run, stage, type StageContext } from 'stagewright'

type Context = StageContext<{ darts: number }>

const throwDarts = stage({ outputs: ['hits'], cachers: [json()] })(function throwDarts({ params }: Context) {
  return { hits: countHits(params.darts) }
})

const estimate = stage({ inputs: ['hits'], outputs: ['pi'], cachers: [json()] })(function estimate(
  { params }: Context,
  { hits }: { hits: number },
) {
  return { pi: (4 * hits) / params.darts }
})

const guesses = [1e4, 1e5, 1e6].map((darts) => pipeline(throwDarts, estimate)(record({ darts })))
const result = await run(guesses) // runs 6 functions; the next time, none
for (const guess of guesses) console.log(result.counts.ran, await result.value(guess, 'pi'))
// #endregion example

function countHits(darts: number): number {
  let hits = 0
  for (let dart = 0; dart < darts; dart++)
    if (((dart * 0.754_877_666) % 1) ** 2 + ((dart * 0.569_840_291) % 1) ** 2 < 1) hits++
  return hits
}
