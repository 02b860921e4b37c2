import { asOwnError } from '../errors/as-own-error.ts'
import { RunAbortedError } from '../errors/index.ts'
import type { Prospect } from '../plan/decide.ts'
import { type Plan, toPlan } from '../plan/plan.ts'
import type { Wiring } from '../plan/step.ts'
import type { RunNote, StoreSession } from '../ports/store.ts'
import type { Trace } from '../ports/trace.ts'
import { type LookUps, wholeOf } from '../store/look-ups.ts'
import { convertFormats } from './convert.ts'
import { withFresh } from './fresh.ts'
import { makeMemory } from '../scheduler/memory.ts'
import { makeEmitter } from './emitter.ts'
import { allSteps, countOutcomes, endingsOfPlan, outcomesOf, stepsOf } from './outcomes.ts'
import { openSession, planAll, wireTargets } from './prepare.ts'
import { rememberStandings } from './remember.ts'
import { makeResult, type RunResult } from './result.ts'
import { checkNeeds, type Concluded, makeScheduling } from './scheduling.ts'
import { summarize } from './summarize.ts'
import type { RunSetting } from './setting.ts'

/** Plans, and carries the plan out. */
export const runTargets = async (targets: unknown, setting: RunSetting): Promise<RunResult> => {
  const { fingerprinter, store, formats, cache = 'use', dryRun = false, experiment } = setting
  const signal = setting.signal ?? new AbortController().signal
  const started = performance.now()
  const { records, wiring: folded } = wireTargets(targets, fingerprinter, setting.strict)
  if (!dryRun) checkNeeds(folded, setting.resources)
  if (signal.aborted) throw new RunAbortedError([], signal.reason)
  const session = await openSession(store, cache, dryRun)
  const emitter = makeEmitter(setting.onEvent, setting.memoryInUse, folded.steps.length)
  const startedAt = Date.now()
  let hasStarted = false
  let noteEnd: ((status: RunNote['status']) => Promise<void>) | undefined
  /** What still uses the session when the run is over. */
  let lingering: Promise<unknown> | undefined
  try {
    const fresh = withFresh(session)
    const { wiring, prospects: planned, summary, lostLists } = await planAll(folded, records, fresh, setting)
    const plan = toPlan(wiring, planned)
    if (wiring.steps.some(({ folded }) => folded !== undefined)) settle(plan)
    const run = newRunId()
    const memory = makeMemory()
    emitter.emit({
      type: 'run-started',
      run,
      at: Date.now(),
      plan,
      traceOf: traceFinder(wiring, planned, fresh),
    })
    hasStarted = true
    emitter.foreseen(plan.warnings)
    const { prospects, ...converted } = dryRun
      ? { prospects: planned, lost: new Set<string>(), refused: new Map<number, never>() }
      : await convertFormats(wiring, planned, {
          session: fresh,
          experiment,
          formats,
          emitter,
          signal,
          keepGoing: setting.keepGoing ?? false,
        })
    const { refused } = converted
    const lost = new Set([...converted.lost, ...lostLists])
    const isIdle = dryRun || plan.counts.run + plan.counts.maybe + lost.size + refused.size === 0
    const begun = { run, ...(experiment !== undefined && { experiment }), startedAt }
    const end = (status: RunNote['status'], found?: RunNote['found']): Promise<void> =>
      fresh.noteRun({ ...begun, endedAt: Date.now(), status, ...(found !== undefined && { found }) })
    let concluded: Concluded = {
      endingOf: endingsOfPlan(prospects),
      reasonOf: () => undefined,
      prospects,
      replaced: new Set(),
    }
    if (!isIdle) {
      await fresh.noteRun({ ...begun, status: 'running' })
      noteEnd = end
      const { scheduler, conclude } = makeScheduling({
        ...setting,
        ...converted,
        lost,
        run,
        records,
        wiring,
        prospects,
        memory,
        emitter,
        session: fresh,
        signal,
      })
      await scheduler.run()
      concluded = await conclude((ended) => {
        lingering = ended
      })
    }
    const { endingOf, reasonOf } = concluded
    const found = dryRun ? [] : await rememberStandings(wiring, endingOf, fresh, experiment)
    const isConverted = prospects.some((prospect, index) => prospect !== planned[index])
    if (summary !== undefined && !dryRun && !isConverted)
      summarize(wiring, { id: run, saves: fresh.saves, endingOf }, summary)
    const outcomes = outcomesOf(wiring, endingOf, dryRun)
    const counts = countOutcomes(outcomes.filter((_, index) => !concluded.replaced.has(index)))
    const status = counts.failed > 0 ? 'failed' : 'well'
    if (found.length > 0) noteEnd = (ended) => end(ended, found)
    await noteEnd?.(status)
    noteEnd = undefined
    const durationMs = performance.now() - started
    emitter.emit({ type: 'run-finished', at: Date.now(), durationMs, counts })
    const reopen =
      cache === 'use'
        ? (mode: { readonly readOnly: boolean }) => store.open(mode)
        : async () => keptOpen(session)
    const { warnings, timeOf } = emitter
    return makeResult({
      run,
      plan,
      wiring,
      endingOf,
      stepsOf: () =>
        stepsOf(allSteps(plan, records, wiring, concluded), outcomes, endingOf, timeOf, reasonOf),
      counts,
      warnings,
      durationMs,
      memory,
      formats,
      reopen,
    })
  } catch (error) {
    // What was thrown matters more than that it cannot be noted.
    await noteEnd?.(error instanceof RunAbortedError ? 'aborted' : 'failed').catch(() => {})
    const durationMs = performance.now() - started
    if (hasStarted) emitter.emit({ type: 'run-failed', at: Date.now(), durationMs, error: asOwnError(error) })
    throw error
  } finally {
    if (lingering === undefined && cache === 'use') await session.close()
    else void lingering?.then(() => session.close())
  }
}

/** A plan is made of its wiring when it is asked; this one is asked before the wiring grows. */
const settle = ({ steps, graph }: Plan): void => void [steps, graph]

const traceFinder = (
  wiring: Wiring,
  prospects: readonly Prospect[],
  session: LookUps,
): ((step: string) => Trace | undefined) => {
  let byId: ReadonlyMap<string, number> | undefined
  return (step) => {
    byId ??= new Map(wiring.steps.map(({ id, index }) => [id, index]))
    const head = prospects[byId.get(step) ?? -1]?.identity?.trace
    return wholeOf(session, head)
  }
}

/** What a run without a store made lives in its session, for as long as the result does. */
const keptOpen = (session: StoreSession): StoreSession => ({ ...session, close: async () => {} })

/** A time, and six letters that sort by its milliseconds first: the order of ids is that of runs. */
const newRunId = (): string => {
  const now = new Date()
  const time = now.toISOString().replace(/[-:]/gu, '').replace('T', '-').slice(0, 15)
  const inBase36 = (number: number, digits: number): string => number.toString(36).padStart(digits, '0')
  const random = Math.floor(Math.random() * 36 ** 4)
  return `${time}-${inBase36(now.getMilliseconds(), 2)}${inBase36(random, 4)}`
}
