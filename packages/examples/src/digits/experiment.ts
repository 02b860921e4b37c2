import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { experiment, fork, pipeline, record } from 'stagewright'
import { loadImages, splitImages } from './data.ts'
import { rank, score, vote } from './judge.ts'
import { askRegression, fitRegression } from './logistic-regression.ts'
import { askNeighbours, fitNeighbours } from './nearest-neighbours.ts'
import { reduce } from './reduce.ts'

/** The beginning that all models share. */
const prepare = pipeline(loadImages, splitImages, reduce)

const byNeighbours = pipeline(fitNeighbours, askNeighbours, score)
const byRegression = pipeline(fitRegression, askRegression, score)

const folder = dirname(createRequire(import.meta.url).resolve('mnist/src/digits/0.json'))

export const data = { perDigit: 200, seed: 7, testShare: 0.2, mostComponents: 24 }

const components = [8, 16, 24]
const neighbours = [1, 3, 5, 9]

/** Applies every stage, which runs nothing: what comes back describes the whole experiment. */
export const digits = (params: typeof data = data) => {
  const prepared = prepare(record({ ...params, folder }, { name: 'images', operational: ['folder'] }))
  const models = components.flatMap((count) => [
    ...neighbours.map((k) =>
      byNeighbours(fork(prepared, { components: count, k }, { name: `${k} nearest in ${count} dimensions` })),
    ),
    byRegression(
      fork(
        prepared,
        { components: count, steps: 100, learningRate: 5e-4 },
        { name: `regression in ${count} dimensions` },
      ),
    ),
  ])
  const all = record({}, { name: 'all models' })
  return { ranking: rank(all, models), election: vote(all, models), models }
}

/** The same for the command, and for threads: `stagewright run packages/examples/dist/digits/experiment.js --executor threads`. */
export default experiment({
  name: 'digits',
  params: { images: data },
  build: (records) =>
    records.flatMap(({ params }) => {
      const { ranking, election } = digits(params)
      return [ranking, election]
    }),
})
