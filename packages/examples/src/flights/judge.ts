import type { DuckTable } from '@stagewright/cachers/duckdb'
import { json, type LazyHandle, stage, type StageContext } from 'stagewright'
import { type Grouping, groupings } from './estimate.ts'
import { rowsOf } from './query.ts'

/** How far off the estimates are for the flights that they have not seen. */
export interface Score {
  readonly flights: number
  /** Minutes. */
  readonly meanError: number
  readonly correlation: number
}

/** Compares estimates with what happened. The estimates are read in the store, where they lie. */
export const judge = stage({ inputs: ['flights', 'estimates'], outputs: ['score'], cachers: [json()] })(
  async function judge(
    { params, report }: StageContext<{ grouping: Grouping; testFrom: number }>,
    { flights, estimates }: { flights: DuckTable; estimates: LazyHandle<DuckTable> },
  ) {
    const { connection, table } = flights
    const path = (await estimates.path()).replaceAll("'", "''")
    const judged = `(select delay, coalesce(expected, 0) as expected
      from (select *, ${groupings[params.grouping]} as part from ${table} where month >= ${params.testFrom})
      left join read_parquet('${path}') using (part))`
    const [score] = await rowsOf<Score>(
      connection,
      `select count(*)::double as flights, round(avg(abs(delay - expected)), 6) as meanError,
        round(coalesce(nullif(corr(delay, expected), 'nan'::double), 0), 6) as correlation from ${judged}`,
    )
    if (score === undefined) throw new Error('A count has a row.')
    report({ kind: 'number', name: 'mean error', data: score.meanError, unit: 'min' })
    report({
      kind: 'plot',
      name: 'expected and real delays',
      data: await rowsOf<{ expected: number; real: number; flights: number }>(
        connection,
        `select round(expected) as expected, avg(delay) as real, count(*)::double as flights from ${judged}
         group by round(expected) having count(*) > 500 order by expected`,
      ),
      marks: [
        { mark: 'dot', x: 'expected', y: 'real', r: 'flights' },
        { mark: 'ruleY', y: 0 },
      ],
    })
    return { score }
  },
)
