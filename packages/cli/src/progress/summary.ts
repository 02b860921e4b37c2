import type { Outcome } from '@stagewright/core'
import type { Paint } from '../paint.ts'
import { formatCount } from '../text/format-count.ts'
import { formatSize } from '../text/format-size.ts'
import { formatTime } from '../text/format-time.ts'
import { tableLines } from '../text/table.ts'
import type { Tally } from './tally.ts'

export interface SummaryFacts {
  readonly name: string
  readonly counts: Readonly<Record<Outcome, number>>
  readonly durationMs: number
  /** What the steps that did not run took when they did, in milliseconds. */
  readonly savedMs?: number | undefined
  /** The most that the process held when a step had run, in bytes; 0 where no step ran. */
  readonly peakBytes?: number
}

/** In the order in which they are shown. */
const outcomes = ['ran', 'reused', 'skipped', 'failed', 'blocked'] as const satisfies readonly Outcome[]

const paintOutcome = (outcome: Outcome, text: string, paint: Paint): string =>
  outcome === 'failed' || outcome === 'blocked' ? paint('red', text) : text

/** Less is not worth a word, in milliseconds. */
const worthTelling = 500

/** One line for a run that went through. */
export const summarise = (
  { name, counts, durationMs, savedMs = 0, peakBytes = 0 }: SummaryFacts,
  paint: Paint,
): string => {
  const { ran, failed } = counts
  const isUpToDate = ran + failed === 0
  const parts = [
    ...(isUpToDate ? ['up to date'] : []),
    ...outcomes.flatMap((outcome) =>
      counts[outcome] === 0 ? [] : paintOutcome(outcome, `${formatCount(counts[outcome])} ${outcome}`, paint),
    ),
    formatTime(durationMs),
    ...(peakBytes > 0 ? [`peak memory ${formatSize(peakBytes)}`] : []),
  ]
  const saved =
    savedMs >= worthTelling ? paint('dim', ` · about ${formatTime(savedMs)} saved by the cache`) : ''
  const mark = failed > 0 ? paint('red', '✗') : paint('green', '✓')
  return `${mark} ${paint('bold', name)}: ${parts.join(' · ')}${saved}`
}

/** Time and memory of each stage that ran, as lines of a table. */
export const stageLines = (tally: Tally): readonly string[] => {
  const rows = [...tally.stages.values()]
    .filter(({ ran, failed }) => ran + failed > 0)
    .map(({ stage, ran, failed, busyMs, peakBytes }) => [
      stage,
      `${ran + failed}`,
      formatTime(busyMs),
      formatTime(busyMs / (ran + failed)),
      peakBytes > 0 ? formatSize(peakBytes) : '',
    ])
  if (rows.length === 0) return []
  return tableLines([['stage', 'ran', 'took', 'each', 'memory'], ...rows], { numeric: [1, 2, 3, 4] })
}
