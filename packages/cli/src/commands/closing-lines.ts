import type { RunResult } from '@stagewright/core'
import type { Prepared } from '../load/prepare-targets.ts'
import { isWatched } from '../progress/start-reporter.ts'
import { stageLines, summarise } from '../progress/summary.ts'
import type { Tally } from '../progress/tally.ts'
import { whatIsLeft } from '../progress/what-is-left.ts'
import { howToRepeat, launcherOf } from '../runs/how-to-repeat.ts'
import type { RunChoices } from '../settings/run-choices.ts'
import type { Surroundings } from '../surroundings.ts'
import { countOf } from '../text/format-count.ts'
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
  /** Whether the run had begun and did not go well. */
  readonly hasFailed: boolean
  readonly savedMs: number | undefined
  /** For which part of the time the command's thread was at work, from 0 to 1. */
  readonly busyShare: number
}

/** A shorter run gains nothing worth a hint, in milliseconds. */
const worthThreadsMs = 5000

/** Where one thread was the limit, and several calls of a stage could have shared the cores. */
const hintOfThreads = ({ result, tally, choices, busyShare, world }: Closing): readonly string[] => {
  const isOneThread = choices.executor !== 'threads' && choices.jobs !== 1
  const couldShare = [...tally.stages.values()].some(({ ran }) => ran > 1)
  if (!isOneThread || !couldShare || busyShare < 0.9 || (result?.durationMs ?? 0) < worthThreadsMs) return []
  return [
    `${world.paint('cyan', 'hint:')} one thread was busy ${Math.round(busyShare * 100)}% of the time. To use every core: --executor threads`,
  ]
}

/** What is shown at the end of a run: what came out, or what is left and how to resume. */
export const closingLines = (closing: Closing): readonly string[] => {
  const { result, prepared, tally, choices, world, wasInterrupted, hasFailed, savedMs } = closing
  const { name } = prepared.experiment
  const { paint } = world
  const isSaved = (choices.cache ?? 'use') === 'use'
  const again = paint('bold', howToRepeat(prepared.shown, choices, launcherOf(world.env)))
  const resume = isSaved
    ? `Finished steps are saved. Fix the error, then run ${again} to resume.`
    : `Nothing was saved (--cache ${choices.cache}). Fix the error, then run ${again}.`
  if (result !== undefined) {
    if (choices.dryRun === true)
      return [paintPlan(result.plan.toString(), paint), '', 'Dry run: nothing was run.']
    const { counts, durationMs } = result
    return [
      ...resultLines(result, prepared.targets, world),
      ...(choices.verbose === true || isWatched(world) ? stageLines(tally) : []),
      summarise({ name, counts, durationMs, savedMs, peakBytes: peakOf(tally) }, paint),
      ...hintOfThreads(closing),
      ...(hasFailed ? [resume] : []),
    ]
  }
  if (wasInterrupted) {
    const ran = [...tally.finished.values()].filter(({ outcome }) => outcome === 'ran').length
    const saved = isSaved ? ` and ${ran === 1 ? 'was' : 'were'} saved` : ''
    return [
      `${paint('yellow', '■')} ${paint('bold', name)} was interrupted. ${ran === 0 ? 'No step had finished.' : `${countOf(ran, 'step')} finished${saved}.`}`,
      whatIsLeft(tally),
      `To resume: ${again}`,
    ]
  }
  if (!hasFailed) return []
  return [
    '',
    ...(isWatched(world) ? stageLines(tally) : []),
    whatIsLeft(tally),
    resume,
    ...(choices.keepGoing === true || tally.failures.length === 0
      ? []
      : ["Use --keep-going to run the steps that don't depend on it."]),
  ]
}
