import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { experiment, fork, pipeline, record } from 'stagewright'
import { compare } from './compare.ts'
import { estimate, type Grouping, groupings } from './estimate.ts'
import { judge } from './judge.ts'
import { tidy } from './tidy.ts'

/** Three million flights of the first half of 2001, in a package from npm. */
export const flightsFile = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '../data/flights-3m.parquet')

const testFrom = 6

export interface FlightParameters {
  readonly grouping: Grouping
  readonly smoothing: number
  readonly testFrom: number
}

/** Every grouping, with estimates as they are and drawn towards the mean of all. */
export const parameterSets = (): Record<string, FlightParameters> =>
  Object.fromEntries(
    // The keys of `groupings` are the groupings.
    (Object.keys(groupings) as Grouping[]).flatMap((grouping) =>
      [0, 200].map((smoothing) => [`${grouping}, ${smoothing}`, { grouping, smoothing, testFrom }]),
    ),
  )

/** All that follows from one file of flights; nothing has run when it comes back. */
export const compareGroupings = (data: string, sets: Readonly<Record<string, FlightParameters>>) => {
  const tidied = tidy(record({ data }, { name: 'flights', operational: ['data'] }))
  const judged = Object.entries(sets).map(([name, params]) =>
    pipeline(estimate, judge)(fork(tidied, params, { name })),
  )
  return compare(record({}, { name: 'all groupings' }), judged)
}

/** Which of a flight's circumstances tell its delay best? */
export default experiment({
  name: 'flights',
  params: parameterSets,
  build: (records) =>
    compareGroupings(
      flightsFile(),
      Object.fromEntries(records.map(({ name, params }) => [name, { ...params }])),
    ),
})
