import { asOwnError } from '../errors/as-own-error.ts'
import { RunAbortedError } from '../errors/index.ts'
import { gatherFacts } from '../plan/facts.ts'
import type { Prospect } from '../plan/decide.ts'
import { toPlan } from '../plan/plan.ts'
import type { Wiring } from '../plan/step.ts'
import { openSummary } from '../plan/summary.ts'
import type { StoreSession } from '../ports/store.ts'
import type { Trace } from '../ports/trace.ts'
import { carryOut } from './carry-out.ts'
import { convertFormats } from './convert.ts'
import { withFresh } from './fresh.ts'
import { makeMemory } from './memory.ts'
import { makeNarrator } from './narrator.ts'
import { countOutcomes, endingsOfPlan, outcomesOf, stepsOf } from './outcomes.ts'
import { decideAll, openSession, wireTargets } from './prepare.ts'
import { makeResult, type RunResult } from './result.ts'
import { summarize } from './summarize.ts'
import type { RunSetting } from './setting.ts'

/** Plans, and carries the plan out. */
export const runTargets = async (targets: unknown, setting: RunSetting): Promise<RunResult> => {
  const { fingerprinter, store, formats, cache = 'use', dryRun = false, signal } = setting
  const started = performance.now()
  const { records, wiring } = wireTargets(targets, fingerprinter, setting.strict)
  if (signal?.aborted) throw new RunAbortedError([], signal.reason)
  const session = await openSession(store, cache, dryRun)
  const narrator = makeNarrator(setting.onEvent, setting.memoryInUse, wiring.steps.length)
  let hasStarted = false
  /** What still uses the session when the run is over. */
  let lingering: Promise<unknown> | undefined
  try {
    const fresh = withFresh(session)
    const summary = openSummary(wiring, fresh, fingerprinter.digest)
    const facts = gatherFacts(fresh, fingerprinter, 'once', summary?.recall)
    const planned = decideAll(wiring, facts, setting, formats)
    const plan = toPlan(wiring, planned)
    const run = newRunId()
    const memory = makeMemory()
    narrator.emit({
      type: 'run-started',
      run,
      at: Date.now(),
      plan,
      traceOf: traceFinder(wiring, planned, fresh),
    })
    hasStarted = true
    narrator.foreseen(plan.warnings)
    const conversion = {
      session: fresh,
      formats,
      narrator,
      signal: signal ?? new AbortController().signal,
      keepGoing: setting.keepGoing ?? false,
    }
    const { prospects, lost, refused } = dryRun
      ? { prospects: planned, lost: new Set<string>(), refused: new Map<number, never>() }
      : await convertFormats(wiring, planned, conversion)
    const isIdle = dryRun || plan.counts.run + plan.counts.maybe + lost.size + refused.size === 0
    const endingOf = isIdle
      ? endingsOfPlan(prospects)
      : await carryOut(
          { ...setting, run, records, wiring, prospects, lost, refused, memory, narrator, session: fresh },
          (later) => {
            lingering = later
          },
        )
    const isConverted = prospects.some((prospect, index) => prospect !== planned[index])
    if (summary !== undefined && !dryRun && !isConverted)
      summarize(wiring, { id: run, saves: fresh.saves, endingOf }, summary)
    const outcomes = outcomesOf(wiring, endingOf, dryRun)
    const counts = countOutcomes(outcomes)
    const durationMs = performance.now() - started
    narrator.emit({ type: 'run-finished', at: Date.now(), durationMs, counts })
    const reopen =
      cache === 'use'
        ? (mode: { readonly readOnly: boolean }) => store.open(mode)
        : async () => keptOpen(session)
    const { warnings, timeOf } = narrator
    return makeResult({
      run,
      plan,
      wiring,
      endingOf,
      stepsOf: () => stepsOf(plan, outcomes, endingOf, timeOf),
      counts,
      warnings,
      durationMs,
      memory,
      formats,
      reopen,
    })
  } catch (error) {
    const durationMs = performance.now() - started
    if (hasStarted)
      narrator.emit({ type: 'run-failed', at: Date.now(), durationMs, error: asOwnError(error) })
    throw error
  } finally {
    if (lingering === undefined && cache === 'use') await session.close()
    else void lingering?.then(() => session.close())
  }
}

const traceFinder = (
  wiring: Wiring,
  prospects: readonly Prospect[],
  session: StoreSession,
): ((step: string) => Trace | undefined) => {
  let byId: ReadonlyMap<string, number> | undefined
  return (step) => {
    byId ??= new Map(wiring.steps.map(({ id, index }) => [id, index]))
    const head = prospects[byId.get(step) ?? -1]?.identity?.trace
    return head && session.trace(head.key)
  }
}

/** What a run without a store made lives in its session, for as long as the result does. */
const keptOpen = (session: StoreSession): StoreSession => ({ ...session, close: async () => {} })

const newRunId = (): string => {
  const time = new Date().toISOString().replace(/[-:]/gu, '').replace('T', '-').slice(0, 15)
  const tail = Math.floor(Math.random() * 36 ** 6)
  return `${time}-${tail.toString(36).padStart(6, '0')}`
}
