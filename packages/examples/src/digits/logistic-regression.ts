// oxlint-disable-next-line typescript/triple-slash-reference -- the package has no types that could be imported
/// <reference path="./mljs.d.ts" />
import LogisticRegression, { type LogisticModel } from 'ml-logistic-regression'
import { Matrix } from 'ml-matrix'
import { json, stage, type StageContext } from 'stagewright'
import { firstCoordinates, type Points } from './reduce.ts'

export const fitRegression = stage({ inputs: ['train'], outputs: ['regression'], cachers: [json()] })(
  function fitRegression(
    { params }: StageContext<{ components: number; steps: number; learningRate: number }>,
    { train }: { train: Points },
  ) {
    const { components, steps, learningRate } = params
    const model = new LogisticRegression({ numSteps: steps, learningRate })
    model.train(new Matrix(firstCoordinates(train, components)), Matrix.columnVector([...train.labels]))
    // Through text, for the model's matrices are instances of a class.
    const regression: LogisticModel = JSON.parse(JSON.stringify(model))
    return { regression }
  },
)

export const askRegression = stage({
  inputs: ['regression', 'test'],
  outputs: ['answers'],
  cachers: [json()],
})(function askRegression(
  { params }: StageContext<{ components: number }>,
  { regression, test }: { regression: LogisticModel; test: Points },
) {
  const points = new Matrix(firstCoordinates(test, params.components))
  return { answers: LogisticRegression.load(regression).predict(points) }
})
