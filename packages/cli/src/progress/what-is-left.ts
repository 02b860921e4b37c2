import { countOf, formatCount } from '../text/format-count.ts'
import type { StageTally, Tally } from './tally.ts'

/** Stages that are named. */
const most = 6

/** `9 steps left: fit (7), score (2).`, for a run that ended early. */
export const whatIsLeft = (tally: Tally): string => {
  const stages = [...tally.stages.values()].filter((stage) => leftOf(stage) > 0)
  const steps = stages.reduce((sum, stage) => sum + leftOf(stage), 0)
  if (steps === 0) return 'No steps are left.'
  const named = stages.slice(0, most).map((stage) => `${stage.stage} (${formatCount(leftOf(stage))})`)
  const rest = stages.length > most ? ` and ${countOf(stages.length - most, 'more stage')}` : ''
  return `${countOf(steps, 'step')} left: ${named.join(', ')}${rest}.`
}

/** What failed is left, too, and what it blocks. */
const leftOf = ({ toRun, maybe, failed, blocked }: StageTally): number => toRun + maybe + failed + blocked
