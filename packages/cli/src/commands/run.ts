import { createRequire } from 'node:module'
import { relative, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import { foldWarnings, type RunEvent, type RunResult } from '@stagewright/core'
import { describeError, errorJson } from '../errors/describe-error.ts'
import { StrayError } from '../errors/stray-error.ts'
import { messageOf } from '../errors/thrown.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { makeBrake } from '../interrupt/brake.ts'
import { onInterrupt } from '../interrupt/on-interrupt.ts'
import { catchStrayEnds } from '../interrupt/stray-ends.ts'
import { type Prepared, prepareTargets } from '../load/prepare-targets.ts'
import { estimateLeft } from '../progress/estimate.ts'
import { type RecordedDurations, recordedDurations } from '../progress/recorded-durations.ts'
import type { Reporter } from '../progress/reporter.ts'
import { startReporter } from '../progress/start-reporter.ts'
import { makeTally, type Tally } from '../progress/tally.ts'
import type { Recording } from '@stagewright/report'
import { recordRun, storeFolder } from '../runs/record-run.ts'
import { looseReport, writeReport } from '../runs/write-report.ts'
import type { RunChoices } from '../settings/run-choices.ts'
import type { Surroundings } from '../surroundings.ts'
import { formatCount } from '../text/format-count.ts'
import { paintPlan, planTable } from '../text/paint-plan.ts'
import { wrapFor } from '../text/wrap-for.ts'
import { printJson } from '../text/print-json.ts'
import { apart } from './apart.ts'
import { closingLines } from './closing-lines.ts'
import { keepStdoutClean } from './keep-stdout-clean.ts'
import { runJson } from './run-json.ts'

/** `stagewright run FILE` */
export const runCommand = async (
  file: string,
  choices: RunChoices,
  world: Surroundings,
  version: string,
): Promise<ExitCode> => {
  const prepared = selectSteps(await prepareTargets(file, choices, world), choices.select)
  const keeps = (choices.cache ?? 'use') === 'use' || choices.report !== undefined
  const isKept = choices.dryRun !== true && keeps
  const recording = isKept ? await recordRun(prepared, choices, world.cwd, version) : undefined
  return carryOut(prepared, choices, world, recording)
}

/** What is to be run of an experiment where steps were named. */
const selectSteps = (prepared: Prepared, selectors: readonly string[] | undefined): Prepared =>
  selectors === undefined
    ? prepared
    : { ...prepared, targets: prepared.toolkit.nodeEngine().select(prepared.targets, selectors) }

/** Running steps that are named where something ends the run. */
const mostNamed = 3

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
  const foreseen = new Set<string>()
  const show = (event: RunEvent): void => {
    // The plan's warnings are shown at the start, folded.
    if (event.type === 'warning' && foreseen.has(event.warning.message)) return
    reporter.tell(event)
    if (event.type !== 'run-started') return
    for (const { message } of event.plan.warnings) foreseen.add(message)
    for (const text of foldWarnings(event.plan.warnings))
      reporter.say(wrapFor(stderr, `${paint('yellow', 'warning:')} ${text}`))
    if (choices.verbose === true) reporter.say(paintPlan(planTable(event.plan), paint))
    durations = recordedDurations(event.plan, store)
    void durations.then((found) => {
      known = found.known
    })
  }
  const problems: string[] = []
  let hasBegun = false
  const listeners = apart<RunEvent>(
    [tally.note, ...(recording === undefined ? [] : [recording.note]), show],
    (error) => problems.push(`A part of the display failed: ${messageOf(error)}`),
  )
  const onEvent = (event: RunEvent): void => {
    hasBegun = true
    listeners(event)
  }
  const giveStdoutBack = choices.json === true ? keepStdoutClean() : () => {}
  const stopListening = onInterrupt((times) => interrupt(times, tally, brake, reporter))
  const running = (): readonly string[] => [...tally.running.keys()].slice(0, mostNamed)
  let stray: StrayError | undefined
  const releaseEnds = catchStrayEnds({
    onThrown: (thrown) => {
      stray ??= new StrayError(thrown, running())
      brake.stop()
    },
    onExit: (code) => {
      const during = running().join(', ')
      stderr.write(
        `${paint('red', '✗')} ${paint('bold', `The program exited the process with code ${code}${during === '' ? '' : ` while ${during} was running`}.`)}\n`,
      )
      stderr.write(
        'A stage must return or throw; process.exit also ends the run. Finished steps are saved.\n',
      )
    },
  })
  const executor = choices.executor === 'threads' ? threadsFor(prepared, jobs) : undefined
  const busy = measureBusy()
  const ended = await settle(
    engine.run(prepared.targets, {
      store,
      experiment: prepared.experiment.name,
      overwrite: prepared.overwrite,
      strict: choices.strict,
      cache: choices.cache,
      concurrency: jobs,
      dryRun: choices.dryRun,
      keepGoing: choices.keepGoing,
      signal: brake.signal,
      drain: brake.drain,
      resources: choices.resource,
      executor,
      onEvent,
    }),
  )
  const busyShare = busy()
  await executor?.close()
  releaseEnds()
  giveStdoutBack()
  reporter.end()
  stopListening()
  const wasInterrupted = ended.result === undefined && brake.state() !== 'off' && stray === undefined
  const errors = errorsOf(ended, tally, stray, wasInterrupted)
  const code = wasInterrupted
    ? exitCodes.interrupted
    : errors.length === 0
      ? exitCodes.well
      : hasBegun
        ? exitCodes.failed
        : exitCodes.wrongUse
  const say = (text: string): void => {
    stderr.write(`${wrapFor(stderr, text)}\n`)
  }
  const setting = { cwd: world.cwd, houses: world.houses, paint, verbose: choices.verbose === true }
  for (const error of errors) say(`${hasBegun ? '\n' : ''}${describeError(error, setting)}`)
  if (choices.quiet !== true) {
    const savedMs = (await durations)?.savedMs
    for (const line of closingLines({
      ...ended,
      prepared,
      tally,
      choices,
      world,
      wasInterrupted,
      hasFailed: hasBegun && errors.length > 0,
      savedMs,
      busyShare,
    }))
      say(line)
  }
  const recorded = await recording?.end(ended.result, wasInterrupted)
  if (recorded?.problem !== undefined) problems.push(recorded.problem)
  for (const problem of problems) say(`${paint('yellow', 'warning:')} ${problem}`)
  if (recorded?.document !== undefined && choices.report !== undefined) {
    const isKept = (choices.cache ?? 'use') === 'use'
    const file = choices.report === true ? (isKept ? undefined : looseReport) : choices.report
    const named = file === undefined ? undefined : resolve(world.cwd, file)
    const path = await writeReport(storeFolder(choices, world.cwd), recorded.document, named)
    if (choices.quiet !== true) say(`Report: ${relative(world.cwd, path)}`)
  }
  if (choices.json === true) {
    const facts = { prepared, tally, code, errors, problems, dryRun: choices.dryRun === true, ...ended }
    printJson(
      world.stdout,
      'run',
      runJson(facts, (error) => errorJson(error, setting)),
    )
  }
  return code
}

/** Threads that import the program as this command did. */
const threadsFor = (
  { file, toolkit }: Prepared,
  size: number,
): ReturnType<Prepared['toolkit']['threads']> => {
  const loader = createRequire(import.meta.url).resolve('@stagewright/cli/in-threads')
  return toolkit.threads({ stages: pathToFileURL(file), size, loader: pathToFileURL(loader) })
}

/** Begins to measure for which part of the time, from 0 to 1, this thread has been at work. */
const measureBusy = (): (() => number) => {
  const before = performance.eventLoopUtilization()
  return () => performance.eventLoopUtilization(before).utilization
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

/** Why a run did not go well: each failure once, from its result where there is one. */
const errorsOf = (
  { result, error }: Ended,
  { failures }: Tally,
  stray: StrayError | undefined,
  wasInterrupted: boolean,
): readonly unknown[] => {
  const failed =
    result === undefined
      ? failures.map((failure) => failure.error)
      : result.steps.flatMap((step) => (step.outcome === 'failed' ? [step.error] : []))
  if (stray !== undefined) return [stray, ...failed]
  return result !== undefined || wasInterrupted ? failed : [...new Set([...failed, error])]
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
      : `finishing ${running === 1 ? 'the running step' : `${formatCount(running)} running steps`}; press Ctrl-C again to abort`,
  )
  brake.pull()
}
