import type { AnyStagewrightError } from '../errors/index.ts'
import type { Plan } from '../plan/plan.ts'
import type { PlanStep } from '../plan/plan-data.ts'
import type { Reason } from '../plan/reason.ts'
import type { PlanWarning } from '../plan/warning.ts'
import type { Trace } from '../ports/trace.ts'
import type { Report } from '../types/reportable.ts'

/**
 * How a step ended: nothing needed one that was `skipped`; one that is `blocked` was needed, and a step before it failed.
 */
export type Outcome = 'ran' | 'reused' | 'skipped' | 'failed' | 'blocked'

/** Which step an event is about. */
export interface StepRef {
  /** `stage@record`, as in the plan. */
  readonly step: string
  readonly stage: string
  readonly record: string
}

/** Something that was noticed while planning or running. The run goes on. */
export interface RunWarning {
  readonly type:
    | PlanWarning['type']
    | 'not-deterministic'
    | 'input-changed'
    | 'artifact-lost'
    | 'file-changed'
    | 'listener-failed'
  readonly message: string
}

/** Lists became known that decide which steps there are. */
export interface StepsAdded extends StepRef {
  readonly type: 'steps-added'
  readonly at: number
  /** What was added to the plan, and the step that gathers from it as it is now. */
  readonly steps: readonly PlanStep[]
  /** Ids of steps of the plan that stood for those that were added. */
  readonly replaced: readonly string[]
}

/** All that a run tells while it goes, ending with `run-finished` or `run-failed`; the plan's warnings come right after `run-started`; `at` is in milliseconds since 1970, durations are in milliseconds. */
export type RunEvent =
  | {
      readonly type: 'run-started'
      readonly run: string
      readonly at: number
      readonly plan: Plan
      /** The earlier execution that a step stands on unless it runs, by the step's id; only until the run ends. */
      readonly traceOf: (step: string) => Trace | undefined
    }
  | StepsAdded
  | ({ readonly type: 'step-started'; readonly at: number } & StepRef)
  | ({
      readonly type: 'step-progress'
      readonly at: number
      readonly done: number
      readonly total: number
    } & StepRef)
  | ({ readonly type: 'step-log'; readonly at: number; readonly parts: readonly unknown[] } & StepRef)
  | ({ readonly type: 'step-report'; readonly at: number; readonly report: Report } & StepRef)
  | ({
      readonly type: 'step-retried'
      readonly at: number
      readonly attempt: number
      readonly cause: unknown
    } & StepRef)
  | ({
      readonly type: 'step-waiting'
      readonly at: number
      /** In words, such as `process 4711, which is doing the same`. */
      readonly for: string
      /** Milliseconds since it began to wait. It is told after some seconds, and again after ten times as long. */
      readonly sinceMs: number
    } & StepRef)
  | ({
      readonly type: 'step-finished'
      readonly at: number
      readonly outcome: 'ran' | 'reused'
      readonly durationMs: number
      /** Bytes that the process held when the step had run, or a millisecond before; absent where the runtime cannot tell. */
      readonly memoryBytes?: number
      /** The execution that the step stands on; absent where the store cannot tell any more of it. */
      readonly trace?: Trace
      /** Why it ended so, which the plan may not have known. */
      readonly reason?: Reason
    } & StepRef)
  | ({
      readonly type: 'step-failed'
      readonly at: number
      readonly durationMs: number
      readonly error: AnyStagewrightError
    } & StepRef)
  | ({
      /** The step was needed, and cannot run: a step before it failed. */
      readonly type: 'step-blocked'
      readonly at: number
      /** The id of the step that failed. */
      readonly by: string
    } & StepRef)
  | { readonly type: 'warning'; readonly at: number; readonly warning: RunWarning }
  | {
      readonly type: 'run-failed'
      readonly at: number
      readonly durationMs: number
      readonly error: AnyStagewrightError
    }
  | {
      readonly type: 'run-finished'
      readonly at: number
      readonly durationMs: number
      readonly counts: Readonly<Record<Outcome, number>>
    }
