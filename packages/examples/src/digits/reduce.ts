import { PCA } from 'ml-pca'
import { lazy, stage, type StageContext, v8 } from 'stagewright'
import type { Image, Split } from './data.ts'

/** Images as points in the space of the training images' principal components, and what digit each is. */
export interface Points {
  readonly points: readonly (readonly number[])[]
  readonly labels: readonly number[]
}

/** Finds the principal components of the training images. It is by far the slowest step that all models share. */
export const reduce = stage({
  inputs: ['images', 'labels', 'split'],
  outputs: [lazy('train'), lazy('test')],
  cachers: [v8(), v8()],
})(function reduce(
  { params }: StageContext<{ mostComponents: number }>,
  inputs: { images: readonly Image[]; labels: readonly number[]; split: Split },
) {
  const { images, labels, split } = inputs
  const pick = (rows: readonly number[]): number[][] => rows.map((row) => [...(images[row] ?? [])])
  const components = new PCA(pick(split.train), { method: 'covarianceMatrix' })
  const project = (rows: readonly number[]): Points => ({
    points: components.predict(pick(rows), { nComponents: params.mostComponents }).to2DArray(),
    labels: rows.map((row) => labels[row] ?? -1),
  })
  return { train: project(split.train), test: project(split.test) }
})

/** The first coordinates of each point, which say most about it. */
export const firstCoordinates = ({ points }: Points, count: number): number[][] =>
  points.map((point) => point.slice(0, count))
