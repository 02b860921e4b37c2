import { type DuckTable, duckTable } from '@stagewright/cachers/duckdb'
import { lazy, stage, type StageContext } from 'stagewright'

/** What a flight's delay may be told by, as an expression of SQL. */
export const groupings = {
  nothing: `'all'`,
  hour: `hour::varchar`,
  origin: `origin`,
  route: `origin || '-' || destination`,
  'origin and hour': `origin || ' ' || hour`,
} as const

export type Grouping = keyof typeof groupings

/** The expected delay for each group, from the flights before the first month that is tested. */
export const estimate = stage({
  inputs: ['flights'],
  outputs: [lazy('estimates', { resolve: false })],
  cachers: [duckTable()],
})(async function estimate(
  { params }: StageContext<{ grouping: Grouping; smoothing: number; testFrom: number }>,
  { flights: { connection, table } }: { flights: DuckTable },
) {
  const { grouping, smoothing, testFrom } = params
  // Others may add theirs to the same connection at the same time.
  const own = `estimates by ${grouping}, ${smoothing}`
  await connection.run(`create or replace temp table "${own}" as
    with known as (from ${table} where month < ${testFrom}), whole as (select avg(delay) as mean from known)
    select ${groupings[grouping]} as part, count(*) as flights,
      (sum(delay) + ${smoothing} * any_value(mean)) / (count(*) + ${smoothing}) as expected
    from known, whole group by part order by part`)
  return { estimates: { connection, table: own } }
})
