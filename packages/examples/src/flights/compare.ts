import { csv } from '@stagewright/cachers'
import { aggregate, type ByRecord, type StageContext } from 'stagewright'
import type { Grouping } from './estimate.ts'
import type { Score } from './judge.ts'

/** One row for each parameter set, the best first. */
export const compare = aggregate({ inputs: ['score'], outputs: ['comparison'], cachers: [csv()] })(
  function compare(
    { report }: StageContext,
    _: unknown,
    { score }: { score: ByRecord<Score, { grouping: Grouping; smoothing: number }> },
  ) {
    const comparison = [...score]
      .map(([{ params }, { meanError, correlation }]) => ({
        grouping: params.grouping,
        smoothing: params.smoothing,
        meanError,
        correlation,
      }))
      .toSorted((one, other) => other.correlation - one.correlation)
    report({ kind: 'table', name: 'parameter sets', data: comparison })
    report({
      kind: 'plot',
      name: 'correlation of expected and real delays',
      data: comparison.map((row) => ({ ...row, smoothing: String(row.smoothing) })),
      marks: [{ mark: 'barX', x: 'correlation', y: 'smoothing', fy: 'grouping', fill: 'smoothing' }],
    })
    return { comparison }
  },
)
