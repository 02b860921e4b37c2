import { duckTable } from '@stagewright/cachers/duckdb'
import { DuckDBConnection } from '@duckdb/node-api'
import { stage, type StageContext } from 'stagewright'
import { rowsOf } from './query.ts'

/** What is taken for a mistake in the data, in minutes. */
const earliest = -120
const latest = 1440

/** The flights whose delays can be true, with the month and the hour in which they left. */
export const tidy = stage({ outputs: ['flights'], cachers: [duckTable()] })(async function tidy({
  params,
  file,
  report,
}: StageContext<{ data: string }>) {
  const connection = await DuckDBConnection.create()
  const source = `read_parquet('${file(params.data).replaceAll("'", "''")}')`
  await connection.run(`create table flights as
    select date, month(date) as month, hour(date) as hour, origin, destination, distance, delay::double as delay
    from ${source} where delay between ${earliest} and ${latest}`)
  const [counts] = await rowsOf<{ all: number; kept: number; airports: number; late: number }>(
    connection,
    `select (select count(*)::double from ${source}) as all, count(*)::double as kept,
      count(distinct origin)::double as airports, avg((delay > 15)::double) as late from flights`,
  )
  if (counts === undefined) throw new Error('A count has a row.')
  report({ kind: 'number', name: 'flights', group: 'data', data: counts.kept })
  report({ kind: 'number', name: 'dropped as mistakes', group: 'data', data: counts.all - counts.kept })
  report({
    kind: 'number',
    name: 'more than 15 minutes late',
    group: 'data',
    data: 100 * counts.late,
    unit: '%',
  })
  report({
    kind: 'plot',
    name: 'delays by hour of departure',
    group: 'data',
    data: await rowsOf<{ hour: number; mean: number; median: number }>(
      connection,
      `select hour::double as hour, avg(delay) as mean, median(delay) as median from flights group by hour order by hour`,
    ),
    marks: [
      { mark: 'line', x: 'hour', y: 'mean', stroke: 'tomato' },
      { mark: 'line', x: 'hour', y: 'median', stroke: 'steelblue' },
      { mark: 'ruleY', y: 0 },
    ],
    y: { label: 'minutes (mean red, median blue)' },
  })
  report({
    kind: 'table',
    name: 'airports with the longest delays',
    group: 'data',
    data: await rowsOf<{ origin: string; flights: number; delay: number }>(
      connection,
      `select origin, count(*)::double as flights, round(avg(delay), 1) as delay from flights
       group by origin having count(*) > 2000 order by delay desc limit 10`,
    ),
  })
  return { flights: { connection, table: 'flights' } }
})
