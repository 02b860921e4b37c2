// oxlint-disable-next-line typescript/triple-slash-reference -- the package has no types that could be imported
/// <reference path="./mljs.d.ts" />
import KNN, { type KnnModel } from 'ml-knn'
import { json, lazy, stage, type StageContext } from 'stagewright'
import { firstCoordinates, type Points } from './reduce.ts'

type Context = StageContext<{ components: number; k: number }>

/** The model holds every training point, so it is not kept in memory once it is saved. */
export const fitNeighbours = stage({ inputs: ['train'], outputs: [lazy('neighbours')], cachers: [json()] })(
  function fitNeighbours({ params }: Context, { train }: { train: Points }) {
    const { components, k } = params
    const model = new KNN(firstCoordinates(train, components), train.labels, { k })
    // Through text, for the model's tree is an instance of a class.
    const neighbours: KnnModel = JSON.parse(JSON.stringify(model))
    return { neighbours }
  },
)

export const askNeighbours = stage({
  inputs: ['neighbours', 'test'],
  outputs: ['answers'],
  cachers: [json()],
})(function askNeighbours({ params }: Context, { neighbours, test }: { neighbours: KnnModel; test: Points }) {
  return { answers: KNN.load(neighbours).predict(firstCoordinates(test, params.components)) }
})
