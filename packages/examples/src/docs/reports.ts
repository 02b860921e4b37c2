import { fileStore, json, type Report, record, run, stage, type StageContext, type Store } from 'stagewright'

// #region telling
interface Epoch {
  readonly epoch: number
  readonly loss: number
}

const train = stage({ outputs: ['weights'], cachers: [json()] })(function train({
  params,
  report,
}: StageContext<{ rate: number; epochs: number }>) {
  let weight = 1
  const history: Epoch[] = []
  for (let epoch = 1; epoch <= params.epochs; epoch++) {
    weight -= params.rate * weight
    history.push({ epoch, loss: weight ** 2 })
  }
  report({ kind: 'number', name: 'loss', data: weight ** 2 })
  report({ kind: 'table', name: 'By epoch', group: 'Training', data: history })
  report({
    kind: 'plot',
    name: 'Loss',
    group: 'Training',
    data: history,
    marks: [
      { mark: 'line', x: 'epoch', y: 'loss' },
      { mark: 'ruleY', y: 0 },
    ],
    y: { grid: true },
  })
  report({ kind: 'markdown', group: 'Training', data: `The rate was **${params.rate}**.` })
  return { weights: [weight] }
})
// #endregion telling

/** Trains, and asks for what was reported. */
export const reporting = async (store: Store): Promise<readonly Report[]> => {
  // #region asking
  const trained = train(record({ rate: 0.1, epochs: 20 }))
  const result = await run(trained, { store })
  const weights = result.artifact(trained, 'weights')
  const reports = weights.kind === 'artifact' ? await weights.reports() : []
  // #endregion asking
  return reports
}

/** Trains in a folder, with a document of the run. */
export const documenting = async (folder: string): Promise<void> => {
  const trained = train(record({ rate: 0.1, epochs: 20 }))
  const store = fileStore(folder)
  // #region documents
  await run(trained, { store, documents: true, experiment: 'training' })
  // #endregion documents
}
