import {
  type Attributes,
  type Context,
  context,
  type Link,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api'
import type { PlanStep, RunEvent, StepRef } from '@stagewright/core'
import { match, P } from 'ts-pattern'

export interface TraceRunOptions {
  /** Default: the global provider's tracer `stagewright`, which does nothing unless an SDK was registered. */
  readonly tracer?: Tracer
  /** What the run's span is part of. Default: the context in which `traceRun` is called. */
  readonly parent?: Context
}

/**
 * Makes a listener that tells OpenTelemetry of one run: `run(targets, { onEvent: traceRun() })`. The run is a span, and
 * each step that runs, or is found to be reusable while the run goes, is a span below it, linked to the spans of the steps
 * whose outputs it reads. Retries and warnings are events of their spans, failures are exceptions.
 */
export const traceRun = (options: TraceRunOptions = {}): ((event: RunEvent) => void) => {
  const { tracer = trace.getTracer('stagewright'), parent = context.active() } = options
  let run: { readonly span: Span; readonly within: Context } | undefined
  let plan = new Map<string, PlanStep>()
  const open = new Map<string, Span>()
  const spans = new Map<string, Span>()

  const linksOf = (step: string): Link[] =>
    (plan.get(step)?.dependsOn ?? []).flatMap((producer) => {
      const span = spans.get(producer)
      return span === undefined ? [] : [{ context: span.spanContext() }]
    })
  const begin = (ref: StepRef, startTime: number): Span => {
    const attributes = attributesOf(ref, plan.get(ref.step))
    const span = tracer.startSpan(ref.stage, { startTime, attributes, links: linksOf(ref.step) }, run?.within)
    spans.set(ref.step, span)
    return span
  }
  const end = (span: Span, at: number, attributes: Attributes): void => {
    span.setAttributes(attributes)
    span.end(at)
  }
  const endRun = (at: number, attributes: Attributes): void => {
    for (const span of open.values()) end(span, at, { 'stagewright.outcome': 'abandoned' })
    open.clear()
    spans.clear()
    if (run !== undefined) end(run.span, at, attributes)
    run = undefined
  }
  const fail = (span: Span | undefined, error: unknown, at: number): void => {
    const message = error instanceof Error ? error.message : String(error)
    span?.recordException(error instanceof Error ? error : message, at)
    span?.setStatus({ code: SpanStatusCode.ERROR, message })
  }

  return (event) =>
    match(event)
      .with({ type: 'run-started' }, (started) => {
        plan = new Map(started.plan.steps.map((step) => [step.id, step]))
        const attributes = { 'stagewright.run': started.run, ...countsOf('planned', started.plan.counts) }
        const span = tracer.startSpan('stagewright run', { startTime: started.at, attributes }, parent)
        run = { span, within: trace.setSpan(parent, span) }
      })
      .with({ type: 'step-started' }, (started) => {
        open.set(started.step, begin(started, started.at))
      })
      .with({ type: 'step-finished' }, ({ at, outcome, memoryBytes, ...ref }) => {
        const span = open.get(ref.step) ?? begin(ref, at)
        open.delete(ref.step)
        const memory = memoryBytes === undefined ? {} : { 'stagewright.memory': memoryBytes }
        end(span, at, { 'stagewright.outcome': outcome, ...memory })
      })
      .with({ type: 'step-failed' }, ({ at, error, ...ref }) => {
        const span = open.get(ref.step) ?? begin(ref, at)
        open.delete(ref.step)
        fail(span, error, at)
        end(span, at, { 'stagewright.outcome': 'failed' })
      })
      .with({ type: 'step-retried' }, ({ at, step, attempt, cause }) => {
        open.get(step)?.addEvent('retry', { attempt, cause: String(cause) }, at)
      })
      .with({ type: 'warning' }, ({ at, warning: { type, message } }) => {
        run?.span.addEvent('warning', { type, message }, at)
      })
      .with({ type: 'run-finished' }, ({ at, counts }) => endRun(at, countsOf('steps', counts)))
      .with({ type: 'run-failed' }, ({ at, error }) => {
        fail(run?.span, error, at)
        endRun(at, {})
      })
      .with({ type: 'step-waiting' }, ({ at, step, for: forWhat }) => {
        open.get(step)?.addEvent('waiting', { for: forWhat }, at)
      })
      .with({ type: 'step-blocked' }, ({ at, by, ...ref }) => {
        end(begin(ref, at), at, { 'stagewright.outcome': 'blocked', 'stagewright.blockedBy': by })
      })
      .with({ type: 'steps-added' }, ({ steps }) => {
        for (const step of steps) plan.set(step.id, step)
      })
      .with({ type: P.union('step-progress', 'step-log', 'step-report') }, () => {})
      .exhaustive()
}

const attributesOf = (ref: StepRef, planned: PlanStep | undefined): Attributes => ({
  'stagewright.step': ref.step,
  'stagewright.stage': ref.stage,
  'stagewright.record': ref.record,
  ...(planned && { 'stagewright.decision': planned.decision, 'stagewright.reason': planned.explanation }),
})

/** `stagewright.steps.ran`, and so on. */
const countsOf = (what: string, counts: Readonly<Record<string, number>>): Attributes =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [`stagewright.${what}.${name}`, count]))
