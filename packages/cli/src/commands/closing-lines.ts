import type { RunResult } from '@stagewright/core'
import type { StrayError } from '../errors/stray-error.ts'
import type { Prepared } from '../load/prepare-targets.ts'
import { stageLines, summarise } from '../progress/summary.ts'
import type { Tally } from '../progress/tally.ts'
import { whatIsLeft } from '../progress/what-is-left.ts'
import type { RunChoices } from '../settings/run-choices.ts'
import type { Surroundings } from '../surroundings.ts'
import { formatCount } from '../text/format-count.ts'
import { paintPlan } from '../text/paint-plan.ts'
import { resultLines } from './result-lines.ts'

const peakOf = (tally: Tally): number =>
  [...tally.stages.values()].reduce((most, { peakBytes }) => Math.max(most, peakBytes), 0)

export interface Closing {
  readonly result?: RunResult
  readonly prepared: Prepared
  readonly tally: Tally
  readonly choices: RunChoices
  readonly world: Surroundings
  readonly wasInterrupted: boolean
  readonly savedMs: number | undefined
  readonly stray: StrayError | undefined
}

/** What is said at the end of a run: what came out, or what is left and how to go on. */
export const closingLines = (closing: Closing): readonly string[] => {
  const { result, prepared, tally, choices, world, wasInterrupted, savedMs, stray } = closing
  const { name } = prepared.experiment
  const { paint } = world
  const again = `stagewright run ${prepared.shown}`
  if (result !== undefined) {
    if (choices.dryRun === true)
      return [paintPlan(result.plan.toString(), paint), '', 'Nothing was run: this was a dry run.']
    const { counts, durationMs } = result
    return [
      ...resultLines(result, prepared.targets, world),
      ...(choices.verbose === true ? stageLines(tally) : []),
      summarise({ name, counts, durationMs, savedMs, peakBytes: peakOf(tally) }, paint),
      ...(counts.failed > 0
        ? [`What finished is kept. Mend it, and the next ${paint('bold', again)} goes on from there.`]
        : []),
    ]
  }
  if (wasInterrupted) {
    const ran = [...tally.finished.values()].filter(({ outcome }) => outcome === 'ran').length
    const kept =
      ran === 0
        ? 'No step had finished.'
        : `${formatCount(ran)} finished and ${ran === 1 ? 'is' : 'are'} kept.`
    return [
      `${paint('yellow', '■')} ${paint('bold', name)} was interrupted. ${kept}`,
      whatIsLeft(tally),
      `To go on: ${paint('bold', again)}`,
    ]
  }
  if (tally.failures.length === 0 && stray === undefined) return []
  return [
    '',
    `What finished is kept. ${whatIsLeft(tally)}`,
    `Mend it, and ${paint('bold', again)} goes on from there.`,
    ...(choices.keepGoing === true || tally.failures.length === 0
      ? []
      : ['With --keep-going, what does not depend on it runs all the same.']),
  ]
}
