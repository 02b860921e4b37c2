import { csv, gzip, ndjsonStream } from '@stagewright/cachers'
import { type DuckTable, duckTable } from '@stagewright/cachers/duckdb'
import { parquet } from '@stagewright/cachers/parquet'
import { DuckDBConnection } from '@duckdb/node-api'
import { fileStore, json, record, run, stage, type StageContext } from 'stagewright'

/** The table of sales in one format after the other, as the page tells it. */
export const changing = async (folder: string) => {
  const store = fileStore(folder)
  const rows = [
    { shop: 'north', sold: 12 },
    { shop: 'south', sold: 7 },
  ]
  let calls = 0
  const count = () => {
    calls++
    return { sales: rows }
  }
  const options = { outputs: ['sales'], name: 'countSales', version: 1 } as const
  // #region change
  const before = stage({ ...options, cachers: [csv()] })(count)(record({}))
  await run(before, { store })

  const sales = { ...parquet(), reads: [csv()] }
  const after = stage({ ...options, cachers: [sales] })(count)(record({}))
  const result = await run(after, { store })
  // #endregion change
  return { calls, value: await result.value(after, 'sales'), plan: result.plan.steps[0]?.explanation ?? '' }
}

/** Rows that are never all in memory. */
export const streaming = async (folder: string) => {
  // #region stream
  const readLog = stage({ outputs: ['events'], cachers: [gzip(ndjsonStream())] })(function readLog({
    params,
  }: StageContext<{ lines: number }>) {
    const events = (async function* () {
      for (let line = 0; line < params.lines; line++) {
        const level = line % 10 === 0 ? 'error' : 'info'
        yield { line, level }
      }
    })()
    return { events }
  })

  const countErrors = stage({ inputs: ['events'], outputs: ['errors'], cachers: [json()] })(
    async function countErrors(_: StageContext, { events }: { events: AsyncIterable<{ level: string }> }) {
      let errors = 0
      for await (const { level } of events) if (level === 'error') errors++
      return { errors }
    },
  )
  // #endregion stream
  const target = countErrors(readLog(record({ lines: 1000 })))
  return (await run(target, { store: fileStore(folder) })).value(target, 'errors')
}

/** A table that is queried where it lies. */
export const querying = async (folder: string) => {
  // #region duckdb
  const fill = stage({ outputs: ['trips'], cachers: [duckTable()] })(async function fill() {
    const connection = await DuckDBConnection.create()
    await connection.run(`create table trips as select i as id, i % 3 as zone from range(100000) r(i)`)
    return { trips: { connection, table: 'trips' } }
  })

  const countTrips = stage({ inputs: ['trips'], outputs: ['count'], cachers: [json()] })(
    async function countTrips({ params }: StageContext<{ zone: number }>, { trips }: { trips: DuckTable }) {
      const reader = await trips.connection.runAndReadAll(
        `select count(*)::integer from ${trips.table} where zone = ${params.zone}`,
      )
      return { count: Number(reader.getRows()[0]?.[0]) }
    },
  )
  // #endregion duckdb
  const store = fileStore(folder)
  const counts: number[] = []
  for (const zone of [0, 1]) {
    const target = countTrips(fill(record({ zone })))
    counts.push(await (await run(target, { store })).value(target, 'count'))
  }
  return counts
}
