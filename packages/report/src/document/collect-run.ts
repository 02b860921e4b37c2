import {
  describeReason,
  type PlanStep,
  reportJson,
  type RunEvent,
  type RunResult,
  type Trace,
} from '@stagewright/core'
import { describeTrace } from './describe-trace.ts'
import { errorDocument } from './error-document.ts'
import { withNumber } from './reported-numbers.ts'
import type { RunDocument, RunPatch, RunStatus, StepOutcome } from './run-document.ts'
import { type Draft, settle } from './settle.ts'
import { showAnything } from './show-anything.ts'

/** What the runner does not know of a run. */
export type RunFacts = Pick<RunDocument, 'experiment' | 'file' | 'store' | 'environment' | 'reproduce'>

/** Lines of its log that a step keeps. */
const mostLines = 20

/** Puts a run's document together from its events: give `note` to `onEvent`. */
export interface RunCollector {
  readonly note: (event: RunEvent) => void
  /** As it stands; `undefined` before the run has begun. With the result, how steps ended is told exactly. */
  readonly document: (result?: RunResult) => RunDocument | undefined
  /** What changed since the last call, or since the beginning; `undefined` where nothing did. */
  readonly changes: () => RunPatch | undefined
  /** A person ended the run. */
  readonly stop: () => void
}

export const collectRun = (facts: RunFacts): RunCollector => {
  let begun: { readonly run: string; readonly startedAt: number } | undefined
  let status: RunStatus = 'running'
  let durationMs = 0
  let peakMemoryBytes = 0
  let error: unknown
  let isStopped = false
  const steps: Draft[] = []
  const places = new Map<string, number>()
  const codes = new Map<string, Trace['parts']>()
  const warnings: { type: string; message: string }[] = []
  const changed = new Set<number>()
  /** Codes that no patch has told of yet. */
  const freshCodes = new Map<string, Trace['parts']>()

  const change = (id: string, edit: (step: Draft) => void): void => {
    const place = places.get(id) ?? -1
    const step = steps[place]
    if (step === undefined) return
    edit(step)
    changed.add(place)
  }
  const stand = (step: Draft, trace: Trace): void => {
    Object.assign(step, describeTrace(trace))
    if (codes.has(trace.code)) return
    codes.set(trace.code, trace.parts)
    freshCodes.set(trace.code, trace.parts)
  }
  const begin = ({ run, at, plan, traceOf }: Extract<RunEvent, { type: 'run-started' }>): void => {
    begun = { run, startedAt: at }
    const feeding = new Set(plan.steps.flatMap(({ dependsOn }) => dependsOn))
    for (const step of plan.steps) {
      const feeds = feeding.has(step.id)
      add(step, feeds ? 'skipped' : 'reused', traceOf)
    }
  }
  const add = (
    { id, stage, record, decision, reason, explanation, dependsOn, after, inputs, outputs }: PlanStep,
    idle: 'skipped' | 'reused',
    traceOf: (id: string) => Trace | undefined,
  ): void => {
    const step: Draft = {
      id,
      stage,
      record,
      decision,
      reason,
      explanation,
      outcome: decision === 'run' || decision === 'maybe' ? 'waiting' : idle,
      dependsOn,
      ...(after.length === 0 ? {} : { after }),
      inputs: inputs.map((name) => ({ name, record: 0 })),
      outputs: outputs.map((name) => ({ name })),
    }
    const trace = step.outcome === 'waiting' ? undefined : traceOf(id)
    if (trace === undefined && step.outcome === 'reused') step.outcome = 'skipped'
    if (trace !== undefined) stand(step, trace)
    places.set(id, steps.push(step) - 1)
  }
  /** Lists became known: their items have steps of their own now, in the place of those that stood for them. */
  const grow = ({ steps: added, replaced }: Extract<RunEvent, { type: 'steps-added' }>): void => {
    for (const id of replaced)
      change(id, (step) => {
        step.outcome = 'skipped'
      })
    for (const step of added)
      if (places.has(step.id))
        change(step.id, (known) => {
          known.dependsOn = step.dependsOn
        })
      else {
        add(step, 'skipped', () => undefined)
        changed.add(steps.length - 1)
      }
  }
  const note = (event: RunEvent): void => {
    if (begun !== undefined) durationMs = Math.max(durationMs, event.at - begun.startedAt)
    switch (event.type) {
      case 'run-started':
        return begin(event)
      case 'steps-added':
        return grow(event)
      case 'step-started':
        return change(event.step, (step) => {
          step.outcome = 'running'
          step.startedAt = event.at
        })
      case 'step-progress':
        return change(event.step, (step) => {
          step.progress = { done: event.done, total: event.total }
        })
      case 'step-log':
        return change(event.step, (step) => {
          step.log = [...(step.log ?? []), showAnything(event.parts).slice(0, 500)].slice(-mostLines)
        })
      case 'step-report':
        return change(event.step, (step) => {
          step.reported = [...(step.reported ?? []), JSON.parse(reportJson(event.report))]
          if (event.report.kind === 'number') step.numbers = withNumber(step.numbers ?? [], event.report)
        })
      case 'step-retried':
        return change(event.step, (step) => {
          step.retries = event.attempt
          delete step.reported
          delete step.numbers
        })
      case 'step-finished':
        return change(event.step, (step) => {
          step.outcome = event.outcome
          if (event.reason !== undefined) {
            step.reason = event.reason
            step.explanation = describeReason(event.reason)
          }
          if (event.outcome === 'ran') step.durationMs = event.durationMs
          if (event.memoryBytes !== undefined) {
            step.memoryBytes = event.memoryBytes
            peakMemoryBytes = Math.max(peakMemoryBytes, event.memoryBytes)
          }
          // From now on they are in the store.
          delete step.reported
          delete step.progress
          if (event.trace !== undefined) stand(step, event.trace)
        })
      case 'step-failed':
        return change(event.step, (step) => {
          step.outcome = 'failed'
          step.durationMs = event.durationMs
          step.error = errorDocument(event.error)
        })
      case 'step-blocked':
        return change(event.step, (step) => {
          step.outcome = 'blocked'
          step.blockedBy = event.by
        })
      case 'step-waiting':
        return change(event.step, (step) => {
          step.waitedFor = event.for
        })
      case 'warning':
        warnings.push({ type: event.warning.type, message: event.warning.message })
        return
      case 'run-finished':
        durationMs = event.durationMs
        status = event.counts.failed > 0 ? 'failed' : 'finished'
        return
      case 'run-failed':
        durationMs = event.durationMs
        status = isStopped ? 'stopped' : 'failed'
        error = event.error
        return
    }
  }
  const head = (): RunPatch['head'] => {
    const counts: Record<StepOutcome, number> = {
      ran: 0,
      reused: 0,
      skipped: 0,
      failed: 0,
      blocked: 0,
      waiting: 0,
      running: 0,
      left: 0,
    }
    for (const { outcome } of steps) counts[outcome]++
    const isTold = steps.some((step) => step.outcome === 'failed')
    const { experiment, file, store } = facts
    return {
      format: 'stagewright-run',
      version: 1,
      run: begun?.run ?? '',
      status,
      experiment,
      file,
      store,
      startedAt: begun?.startedAt ?? 0,
      durationMs,
      counts,
      ...(peakMemoryBytes === 0 ? {} : { peakMemoryBytes }),
      warnings: [...warnings],
      ...(error === undefined || isTold || isStopped ? {} : { error: errorDocument(error) }),
    }
  }
  return {
    note,
    stop: () => {
      isStopped = true
      if (status === 'failed') status = 'stopped'
    },
    document: (result) => {
      if (begun === undefined) return undefined
      settle(steps, result, status)
      const { environment, reproduce } = facts
      return {
        ...head(),
        environment,
        reproduce,
        codes: Object.fromEntries(codes),
        steps: steps.map((step) => ({ ...step })),
      }
    },
    changes: () => {
      if (begun === undefined || changed.size === 0) return undefined
      const news = [...changed].map((index) => [index, { ...steps[index] }] as const)
      const told = Object.fromEntries(freshCodes)
      changed.clear()
      freshCodes.clear()
      // Every index in `changed` is one of a step.
      return { head: head(), codes: told, steps: news as RunPatch['steps'] }
    },
  }
}
