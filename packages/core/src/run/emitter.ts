import { match } from 'ts-pattern'
import type { AnyStagewrightError } from '../errors/index.ts'
import { describeThrown } from '../errors/base.ts'
import type { Reason } from '../plan/reason.ts'
import type { Step } from '../plan/step.ts'
import type { CallWarning, Channel } from '../ports/executor.ts'
import type { Trace } from '../ports/trace.ts'
import type { RunEvent, RunWarning, StepRef, StepsAdded } from './events.ts'
import { lately } from './lately.ts'
import { makeTimes, type Time, type Times } from './times.ts'

/** Tells listeners what happens, and remembers what the result will say. */
export interface Emitter {
  readonly emit: (event: RunEvent) => void
  /** The plan's warnings are the run's, too. */
  readonly foreseen: (warnings: readonly RunWarning[]) => void
  /** Lists that a step gathers by became known. */
  readonly added: (by: Step, tell: () => Pick<StepsAdded, 'steps' | 'replaced'>) => void
  /** A step's function is called; which attempt counts from 1. */
  readonly started: (step: Step, attempt: number) => void
  /** A step's function has returned or thrown, after so many milliseconds. */
  readonly returned: (step: Step, time: Time) => void
  readonly finished: (step: Step, trace: Trace, reason: Reason) => void
  /** A step that might have run was settled without calling its function. */
  readonly reused: (step: Step, traceOf: () => Trace | undefined, reason: Reason) => void
  readonly failed: (step: Step, error: AnyStagewrightError) => void
  /** A step was needed, and one before it failed. */
  readonly blocked: (step: Step, by: Step) => void
  /** A step has waited for something outside of the run for so many milliseconds. */
  readonly waiting: (step: Step, forWhat: string, sinceMs: number) => void
  readonly retried: (step: Step, attempt: number, cause: unknown) => void
  /** Something was noticed of its call. Threads find out one by one that a stage changes its inputs: it is told once. */
  readonly warnOf: (step: Step, warning: CallWarning) => void
  readonly notDeterministic: (step: Step, outputs: readonly string[]) => void
  readonly lost: (step: Step, artifact: string, problem: 'missing' | 'corrupt' | 'unreadable') => void
  readonly voiceOf: (step: Step) => Pick<Channel, 'log' | 'progress' | 'report'>
  readonly warnings: readonly RunWarning[]
  readonly timeOf: Times['of']
}

/** Within this time the memory that a process holds is taken to be the same, in milliseconds. */
const sameMemoryMs = 1

/**
 * @param memoryInUse bytes that the process holds, where the runtime can tell
 * @param steps how many there are
 */
export const makeEmitter = (
  onEvent: ((event: RunEvent) => void) | undefined,
  memoryInUse: (() => number) | undefined,
  steps: number,
): Emitter => {
  const memoryLately = memoryInUse && lately(memoryInUse, sameMemoryMs)
  const warnings: RunWarning[] = []
  const times = makeTimes(steps)
  const listening = onEvent !== undefined
  let hasThrown = false
  /** Stages that were found to change their inputs. */
  const changing = new Set<string>()
  const emit = (event: RunEvent): void => {
    try {
      onEvent?.(event)
    } catch (error) {
      // One event that a listener cannot take must not hide how the run ends.
      if (hasThrown) return
      hasThrown = true
      warnings.push({
        type: 'listener-failed',
        message: `onEvent threw, and goes on being told: ${describeThrown(error)}`,
      })
    }
  }
  const warn = (warning: RunWarning): void => {
    warnings.push(warning)
    emit({ type: 'warning', at: Date.now(), warning })
  }
  return {
    emit,
    foreseen: (planned) => {
      for (const { type, message } of planned) warn({ type, message })
    },
    warnings,
    timeOf: times.of,
    added: (by, tell) => {
      if (listening) emit({ type: 'steps-added', at: Date.now(), ...tell(), ...refOf(by) })
    },
    started: (step, attempt) => {
      times.start(step.index)
      if (listening && attempt === 1) emit({ type: 'step-started', at: Date.now(), ...refOf(step) })
    },
    returned: (step, time) => times.set(step.index, time),
    finished: (step, trace, reason) => {
      const { durationMs } = trace
      times.set(step.index, trace)
      if (!listening) return
      const memoryBytes = trace.memoryBytes ?? memoryLately?.()
      const memory = memoryBytes === undefined ? {} : { memoryBytes }
      const at = Date.now()
      emit({
        type: 'step-finished',
        at,
        outcome: 'ran',
        durationMs,
        ...memory,
        trace,
        reason,
        ...refOf(step),
      })
    },
    reused: (step, traceOf, reason) => {
      if (!listening) return
      const at = Date.now()
      const trace = traceOf()
      const known = trace === undefined ? {} : { trace }
      emit({ type: 'step-finished', at, outcome: 'reused', durationMs: 0, ...known, reason, ...refOf(step) })
    },
    failed: (step, error) => {
      emit({ type: 'step-failed', at: Date.now(), durationMs: times.stop(step.index), error, ...refOf(step) })
    },
    blocked: (step, by) => {
      if (listening) emit({ type: 'step-blocked', at: Date.now(), by: by.id, ...refOf(step) })
    },
    waiting: (step, forWhat, sinceMs) =>
      emit({ type: 'step-waiting', at: Date.now(), for: forWhat, sinceMs, ...refOf(step) }),
    retried: (step, attempt, cause) =>
      emit({ type: 'step-retried', at: Date.now(), attempt, cause, ...refOf(step) }),
    warnOf: (step, warning) => {
      const stage = step.application.definition.name
      if (warning.type === 'file-changed')
        return warn({
          type: 'file-changed',
          message: `File ${warning.path} changed while ${step.id} read it: the result is kept, and will be made anew by the next run.`,
        })
      if (changing.has(stage)) return
      changing.add(stage)
      warn({
        type: 'input-changed',
        message: `${step.id} changed its input ${warning.inputs.map((name) => `'${name}'`).join(', ')} in place. Others get it as it was made, and so does '${stage}' from now on. Copy an input before you change it.`,
      })
    },
    notDeterministic: (step, outputs) =>
      warn({
        type: 'not-deterministic',
        message: `${step.id} made another ${outputs.join(', ')} than before from the same code, inputs and parameters. What depends on it follows the new one.`,
      }),
    lost: (step, artifact, problem) =>
      warn({
        type: 'artifact-lost',
        message: match(problem)
          .with('missing', () => `'${artifact}' of ${step.id} is missing from the store and is made anew.`)
          .with('corrupt', () => `'${artifact}' of ${step.id} is damaged; it was put aside and is made anew.`)
          .with(
            'unreadable',
            () => `'${artifact}' of ${step.id} cannot be read by its earlier cacher, and is made anew.`,
          )
          .exhaustive(),
      }),
    voiceOf: (step) => ({
      log: (...parts) => emit({ type: 'step-log', at: Date.now(), parts, ...refOf(step) }),
      progress: (done, total) => emit({ type: 'step-progress', at: Date.now(), done, total, ...refOf(step) }),
      report: (report) => emit({ type: 'step-report', at: Date.now(), report, ...refOf(step) }),
    }),
  }
}

const refOf = (step: Step): StepRef => ({
  step: step.id,
  stage: step.application.definition.name,
  record: step.application.subject.name,
})
