// ml-knn and ml-logistic-regression ship no types. These are those of what the example uses.

declare module 'ml-knn' {
  /** What a model is as JSON. */
  export interface KnnModel {
    readonly name: 'KNN'
    readonly kdTree: KnnNode & { readonly dimensions: readonly number[] }
    readonly k: number
    readonly classes: readonly number[]
    readonly isEuclidean: boolean
  }
  export interface KnnNode {
    readonly obj: readonly number[]
    readonly dimension: number
    readonly left: KnnNode | null
    readonly right: KnnNode | null
  }
  export default class KNN {
    constructor(points: readonly (readonly number[])[], labels: readonly number[], options: { k: number })
    static load(model: KnnModel): KNN
    predict(points: readonly (readonly number[])[]): number[]
  }
}

declare module 'ml-logistic-regression' {
  import type { Matrix } from 'ml-matrix'
  /** What a model is as JSON. */
  export interface LogisticModel {
    readonly name: 'LogisticRegression'
    readonly numSteps: number
    readonly learningRate: number
    readonly numberClasses: number
    readonly classifiers: readonly { readonly weights: readonly (readonly number[])[] }[]
  }
  export default class LogisticRegression {
    constructor(options: { numSteps: number; learningRate: number })
    static load(model: LogisticModel): LogisticRegression
    train(points: Matrix, labels: Matrix): void
    predict(points: Matrix): number[]
  }
}
