import type { AnyStagewrightError, Plan, PlanStep, RunEvent } from '@stagewright/core'

/** How far the steps of one stage are. */
export interface StageTally {
  readonly stage: string
  /** All its steps. */
  total: number
  /** Those that will run and have not finished. */
  toRun: number
  /** Those that will run only if an input changes, and have not finished. */
  maybe: number
  /** Those that are reused or not needed. */
  settled: number
  ran: number
  failed: number
  /** Those that cannot run because one before them failed. */
  blocked: number
  running: number
  /** When its first step began, in milliseconds since 1970. */
  startedAt: number | undefined
  finishedAt: number | undefined
  /** The time its finished steps took together, in milliseconds. */
  busyMs: number
  /** The most that the process held when one of its steps had run, in bytes; 0 where that is not known. */
  peakBytes: number
}

export interface RunningStep {
  readonly step: string
  readonly stage: string
  readonly record: string
  readonly startedAt: number
  done?: number
  total?: number
}

interface FailedStep {
  readonly step: string
  readonly error: AnyStagewrightError
  readonly durationMs: number
}

interface FinishedStep {
  readonly outcome: 'ran' | 'reused' | 'failed'
  readonly startedAt: number
  readonly durationMs: number
  readonly memoryBytes?: number
  readonly error?: AnyStagewrightError
}

/** What is known of a run from its events alone. */
export interface Tally {
  readonly run: string | undefined
  readonly plan: Plan | undefined
  readonly startedAt: number | undefined
  /** Since when nothing has been running in this process, in milliseconds since 1970. */
  readonly idleSince: number | undefined
  readonly stages: ReadonlyMap<string, StageTally>
  readonly running: ReadonlyMap<string, RunningStep>
  readonly finished: ReadonlyMap<string, FinishedStep>
  readonly failures: readonly FailedStep[]
  readonly note: (event: RunEvent) => void
}

export const makeTally = (): Tally => {
  const stages = new Map<string, StageTally>()
  const running = new Map<string, RunningStep>()
  const finished = new Map<string, FinishedStep>()
  const failures: FailedStep[] = []
  const steps = new Map<string, PlanStep>()
  /** Steps that have not finished, by what they count as. */
  const pending = new Map<string, 'toRun' | 'maybe' | 'settled'>()
  const start: { run?: string; plan?: Plan; at?: number } = {}
  let idleSince: number | undefined

  const begin = (planned: readonly PlanStep[]): void => {
    for (const step of planned) {
      const { id, stage, decision } = step
      steps.set(id, step)
      // What gathers from steps that were added was there before.
      if (pending.has(id)) continue
      const tally = stages.get(stage) ?? emptyTally(stage)
      stages.set(stage, tally)
      const kind = decision === 'run' ? 'toRun' : decision === 'maybe' ? 'maybe' : 'settled'
      pending.set(id, kind)
      tally.total++
      tally[kind]++
    }
  }
  /** A step stood for others, which are known now. */
  const forget = (id: string): void => {
    const kind = pending.get(id)
    const tally = stages.get(steps.get(id)?.stage ?? '')
    if (kind === undefined || tally === undefined) return
    pending.delete(id)
    tally[kind]--
    tally.total--
  }
  /**
   * A step begins when all that it depends on is settled. What did not run itself, because another record's execution
   * served for it or because its inputs came out as before, is known by this alone.
   */
  const settleProducers = (first: string): void => {
    const above = [first]
    for (let id = above.pop(); id !== undefined; id = above.pop()) {
      for (const producer of steps.get(id)?.dependsOn ?? []) {
        const kind = pending.get(producer)
        const tally = stages.get(steps.get(producer)?.stage ?? '')
        if (kind === undefined || kind === 'settled' || tally === undefined || running.has(producer)) continue
        tally[kind]--
        tally.settled++
        pending.set(producer, 'settled')
        above.push(producer)
      }
    }
  }
  const leave = (event: Extract<RunEvent, { type: 'step-finished' | 'step-failed' }>): StageTally => {
    const tally = stages.get(event.stage) ?? emptyTally(event.stage)
    const known = running.get(event.step)
    const { at, durationMs } = event
    finished.set(event.step, {
      outcome: event.type === 'step-failed' ? 'failed' : event.outcome,
      startedAt: known?.startedAt ?? at - durationMs,
      durationMs,
      ...(event.type === 'step-failed' ? { error: event.error } : memoryOf(event)),
    })
    if (running.delete(event.step)) tally.running--
    if (running.size === 0) idleSince = at
    tally.finishedAt = at
    tally.busyMs += durationMs
    const kind = pending.get(event.step)
    pending.delete(event.step)
    if (kind !== undefined) tally[kind]--
    return tally
  }
  const note = (event: RunEvent): void => {
    switch (event.type) {
      case 'run-started':
        Object.assign(start, { run: event.run, plan: event.plan, at: event.at })
        idleSince = event.at
        return begin(event.plan.steps)
      case 'steps-added':
        for (const id of event.replaced) forget(id)
        return begin(event.steps)
      case 'step-started': {
        const { step, stage, record, at } = event
        const tally = stages.get(stage)
        if (tally === undefined) return
        tally.running++
        tally.startedAt ??= at
        settleProducers(step)
        idleSince = undefined
        running.set(step, { step, stage, record, startedAt: at })
        return
      }
      case 'step-progress':
        Object.assign(running.get(event.step) ?? {}, { done: event.done, total: event.total })
        return
      case 'step-finished': {
        const tally = leave(event)
        tally.peakBytes = Math.max(tally.peakBytes, event.memoryBytes ?? 0)
        if (event.outcome === 'ran') tally.ran++
        else tally.settled++
        return
      }
      case 'step-blocked': {
        const tally = stages.get(event.stage)
        const kind = pending.get(event.step)
        if (tally === undefined || kind === undefined) return
        pending.delete(event.step)
        tally[kind]--
        tally.blocked++
        return
      }
      case 'step-failed':
        leave(event).failed++
        failures.push(event)
        return
      case 'run-finished':
      case 'run-failed':
      case 'step-log':
      case 'step-report':
      case 'step-retried':
      case 'step-waiting':
      case 'warning':
        return
      default:
        event satisfies never
    }
  }
  return {
    get run() {
      return start.run
    },
    get plan() {
      return start.plan
    },
    get startedAt() {
      return start.at
    },
    get idleSince() {
      return idleSince
    },
    stages,
    running,
    finished,
    failures,
    note,
  }
}

const emptyTally = (stage: string): StageTally => ({
  stage,
  total: 0,
  toRun: 0,
  maybe: 0,
  settled: 0,
  ran: 0,
  failed: 0,
  blocked: 0,
  running: 0,
  startedAt: undefined,
  finishedAt: undefined,
  busyMs: 0,
  peakBytes: 0,
})

const memoryOf = ({ memoryBytes }: { readonly memoryBytes?: number }): { memoryBytes?: number } =>
  memoryBytes === undefined ? {} : { memoryBytes }

/** Steps that will run for certain, those that may, and those that are done, over all stages. */
export const sumOf = (
  tally: Tally,
): { readonly toRun: number; readonly maybe: number; readonly done: number; readonly total: number } => {
  const sum = { toRun: 0, maybe: 0, done: 0, total: 0 }
  for (const { toRun, maybe, settled, ran, failed, blocked, total } of tally.stages.values()) {
    sum.toRun += toRun
    sum.maybe += maybe
    sum.done += settled + ran + failed + blocked
    sum.total += total
  }
  return sum
}
