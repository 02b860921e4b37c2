import { memoryStore, stage, type StageContext } from 'stagewright'
import { best } from '../src/evaluate-models/example'
import { candidate, EvaluationError, evaluateModels } from '../src/evaluate-models'

describe('a library built on Stagewright', () => {
  it('compares the models of its user, and evaluates none twice', async () => {
    const store = memoryStore()
    const finished: number[] = []
    expect(await best(store)).toEqual([
      { candidate: 'middle', mean: 0.99 },
      { candidate: 'always', mean: 0.5 },
    ])
    await best(store, ({ done }) => finished.push(done))
    expect(finished).toEqual([])
  })

  it('shows progress in its own words', async () => {
    const seen: { done: number; total: number }[] = []
    await best(memoryStore(), (progress) => seen.push(progress))
    expect(seen.at(-1)).toEqual({ done: seen.length, total: seen.length })
  })

  it('rejects with its own error, which says what kind of problem it was', async () => {
    const load = stage({ outputs: ['rows'] })(function load() {
      return { rows: [1, 2, 3] }
    })
    const fit = stage({ outputs: ['model'] })(function fit({ params }: StageContext<{ rate: number }>): {
      model: string
    } {
      throw new Error(`no model at ${params.rate}`)
    })
    const score = stage({ inputs: ['model'], outputs: ['accuracy'] })(function score(
      _: StageContext,
      { model }: { model: string },
    ) {
      return { accuracy: model.length }
    })
    const evaluation = evaluateModels({
      load,
      candidates: [candidate('none', fit, score)],
      params: { rate: 2 },
      folds: 2,
      store: memoryStore(),
    })
    await expect(evaluation).rejects.toBeInstanceOf(EvaluationError)
    await expect(evaluation).rejects.toMatchObject({
      problem: 'a stage failed',
      message: expect.stringContaining('no model at 2'),
      cause: { _tag: 'StageExecutionError', stage: 'fit' },
    })
    const stopped = evaluateModels({
      load,
      candidates: [candidate('none', fit, score)],
      params: { rate: 2 },
      store: memoryStore(),
      signal: AbortSignal.abort(),
    })
    await expect(stopped).rejects.toMatchObject({ problem: 'it was stopped' })
  })
})
