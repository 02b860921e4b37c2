import type { Outcome } from '@stagewright/core'
import type { Paint } from '../paint.ts'
import { formatTime } from '../text/format-time.ts'

export interface SummaryFacts {
  readonly name: string
  readonly counts: Readonly<Record<Outcome, number>>
  readonly durationMs: number
  /** What the steps that did not run took when they did, in milliseconds. */
  readonly savedMs?: number | undefined
}

/** Less is not worth a word, in milliseconds. */
const worthTelling = 500

/** One line for a run that went through. */
export const summarise = ({ name, counts, durationMs, savedMs = 0 }: SummaryFacts, paint: Paint): string => {
  const { ran, reused, skipped, failed } = counts
  const parts = [
    `${ran} ran`,
    `${reused} reused`,
    `${skipped} skipped`,
    failed > 0 ? paint('red', `${failed} failed`) : '0 failed',
    formatTime(durationMs),
  ]
  const saved =
    savedMs >= worthTelling ? paint('dim', ` · about ${formatTime(savedMs)} saved by the cache`) : ''
  const mark = failed > 0 ? paint('red', '✗') : paint('green', '✓')
  return `${mark} ${paint('bold', name)}: ${parts.join(' · ')}${saved}`
}
