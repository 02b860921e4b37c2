import { relative, resolve } from 'node:path'
import type { RunOptions, RunResult } from '@stagewright/core'
import { describeError, errorJson } from '../errors/describe-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { makeBrake } from '../interrupt/brake.ts'
import { onInterrupt } from '../interrupt/on-interrupt.ts'
import { type Prepared, prepareTargets } from '../load/prepare-targets.ts'
import { estimateLeft } from '../progress/estimate.ts'
import { type RecordedDurations, recordedDurations } from '../progress/recorded-durations.ts'
import type { Reporter } from '../progress/reporter.ts'
import { startReporter } from '../progress/start-reporter.ts'
import { stageLines, summarise } from '../progress/summary.ts'
import { makeTally, type Tally } from '../progress/tally.ts'
import { whatIsLeft } from '../progress/what-is-left.ts'
import { type Recording, recordRun, storeFolder } from '../runs/record-run.ts'
import { writeReport } from '../runs/write-report.ts'
import type { Choices } from '../settings/choices.ts'
import type { Surroundings } from '../surroundings.ts'
import { formatCount } from '../text/format-count.ts'
import { paintPlan } from '../text/paint-plan.ts'
import { wrapFor } from '../text/wrap-for.ts'
import { keepStdoutClean } from './keep-stdout-clean.ts'
import { resultLines } from './result-lines.ts'
import { runJson } from './run-json.ts'

export interface RunChoices extends Choices {
  readonly dryRun?: boolean
  readonly jobs?: number
  readonly cache?: 'use' | 'read' | 'off'
  readonly keepGoing?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  /** `true`: where the store keeps reports. */
  readonly report?: string | true
}

/** `stagewright run FILE` */
export const runCommand = async (
  file: string,
  choices: RunChoices,
  world: Surroundings,
  version: string,
): Promise<ExitCode> => {
  const prepared = await prepareTargets(file, choices, world.cwd)
  const keeps = (choices.cache ?? 'use') === 'use' || choices.report !== undefined
  const isKept = choices.dryRun !== true && keeps
  const recording = isKept ? await recordRun(prepared, choices, world.cwd, version) : undefined
  return carryOut(prepared, choices, world, recording)
}

/** Runs what is prepared, and tells of it. */
const carryOut = async (
  prepared: Prepared,
  choices: RunChoices,
  world: Surroundings,
  recording: Recording | undefined,
): Promise<ExitCode> => {
  const { experiment, store } = prepared
  const { stderr, paint } = world
  const engine = prepared.toolkit.nodeEngine()
  const tally = makeTally()
  const brake = makeBrake()
  let durations: Promise<RecordedDurations> | undefined
  let known: RecordedDurations['known'] = new Map()
  const jobs = choices.jobs ?? (await import('node:os')).availableParallelism()
  const reporter = await startReporter(tally, {
    ...choices,
    name: experiment.name,
    world,
    estimate: (now) => estimateLeft(tally, known, jobs, now),
  })
  const onEvent: RunOptions['onEvent'] = (event) => {
    brake.note(event)
    if (brake.holds(event)) return
    tally.note(event)
    recording?.note(event)
    reporter.tell(event)
    if (event.type !== 'run-started') return
    if (choices.verbose === true) reporter.say(paintPlan(event.plan.toString(), paint))
    for (const { message } of event.plan.warnings)
      if (choices.verbose !== true && choices.quiet !== true)
        reporter.say(wrapFor(stderr, `${paint('yellow', 'warning:')} ${message}`))
    durations = recordedDurations(event.plan, store)
    void durations.then((found) => {
      known = found.known
    })
  }
  const giveStdoutBack = choices.json === true ? keepStdoutClean() : () => {}
  const stopListening = onInterrupt((times) => interrupt(times, tally, brake, reporter))
  const ended = await settle(
    engine.run(prepared.targets, {
      store,
      overwrite: prepared.overwrite,
      strict: choices.strict,
      cache: choices.cache,
      concurrency: jobs,
      dryRun: choices.dryRun,
      keepGoing: choices.keepGoing,
      executor: brake.executor,
      signal: brake.signal,
      onEvent,
    }),
  )
  giveStdoutBack()
  reporter.end()
  stopListening()
  const wasInterrupted = ended.result === undefined && brake.state() !== 'off'
  const code = wasInterrupted ? exitCodes.interrupted : codeOf(ended, tally)
  const say = (text: string): void => {
    stderr.write(`${wrapFor(stderr, text)}\n`)
  }
  const setting = { cwd: world.cwd, houses: world.houses, paint, verbose: choices.verbose === true }
  for (const { error } of tally.failures) say(`\n${describeError(error, setting)}`)
  const isTold = tally.failures.some(({ error }) => error === ended.error)
  if (ended.result === undefined && !wasInterrupted && !isTold) say(describeError(ended.error, setting))
  if (choices.quiet !== true) {
    const savedMs = (await durations)?.savedMs
    for (const line of closingLines({ ...ended, prepared, tally, choices, world, wasInterrupted, savedMs }))
      say(line)
  }
  const recorded = await recording?.end(ended.result, wasInterrupted)
  if (recorded?.problem !== undefined) say(`${paint('yellow', 'warning:')} ${recorded.problem}`)
  if (recorded?.document !== undefined && choices.report !== undefined) {
    const named = choices.report === true ? undefined : resolve(world.cwd, choices.report)
    const path = await writeReport(storeFolder(choices, world.cwd), recorded.document, named)
    if (choices.quiet !== true) say(`Report: ${relative(world.cwd, path)}`)
  }
  if (choices.json === true) {
    const facts = {
      command: 'run' as const,
      prepared,
      tally,
      code,
      ...ended,
      dryRun: choices.dryRun === true,
    }
    world.stdout.write(
      `${JSON.stringify(
        runJson(facts, (error) => errorJson(error, setting)),
        undefined,
        2,
      )}\n`,
    )
  }
  return code
}

interface Ended {
  readonly result?: RunResult
  readonly error?: unknown
}

const settle = async (running: Promise<RunResult>): Promise<Ended> => {
  try {
    return { result: await running }
  } catch (error) {
    return { error }
  }
}

/** A failure before the first step began is one of wiring or of use. */
const codeOf = ({ result }: Ended, tally: Tally): ExitCode => {
  if (tally.failures.length > 0) return exitCodes.failed
  return result === undefined ? exitCodes.wrongUse : exitCodes.well
}

const interrupt = (
  times: number,
  tally: Tally,
  brake: ReturnType<typeof makeBrake>,
  reporter: Reporter,
): void => {
  if (times > 1) {
    reporter.close('aborting')
    return brake.stop()
  }
  const running = tally.running.size
  reporter.close(
    running === 0
      ? 'stopping'
      : `finishing ${running === 1 ? 'the running step' : `${formatCount(running)} running steps`}; Ctrl-C again aborts`,
  )
  brake.pull()
}

const peakOf = (tally: Tally): number =>
  [...tally.stages.values()].reduce((most, { peakBytes }) => Math.max(most, peakBytes), 0)

interface Closing extends Ended {
  readonly prepared: Prepared
  readonly tally: Tally
  readonly choices: RunChoices
  readonly world: Surroundings
  readonly wasInterrupted: boolean
  readonly savedMs: number | undefined
}

const closingLines = (closing: Closing): readonly string[] => {
  const { result, prepared, tally, choices, world, wasInterrupted, savedMs } = closing
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
  if (tally.failures.length === 0) return []
  return [
    '',
    `What finished is kept. ${whatIsLeft(tally)}`,
    `Mend it, and ${paint('bold', again)} goes on from there.`,
    ...(choices.keepGoing === true
      ? []
      : ['With --keep-going, what does not depend on it runs all the same.']),
  ]
}
