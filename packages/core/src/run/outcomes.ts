import type { StagewrightError } from '../errors/index.ts'
import type { Prospect } from '../plan/decide.ts'
import type { Plan } from '../plan/plan.ts'
import type { PlanStep } from '../plan/plan-data.ts'
import type { Wiring } from '../plan/step.ts'
import type { Outcome } from './events.ts'
import type { Ending } from './nodes.ts'
import type { RunStep } from './result.ts'

/** The steps' endings where nothing had to run. */
export const endingsOfPlan = (wiring: Wiring, prospects: readonly Prospect[]): readonly Ending[] =>
  wiring.steps.map(({ index }) => ({
    work: 'none',
    trace: prospects[index]?.identity?.trace,
    used: false,
    error: undefined,
  }))

interface Time {
  readonly startedAt: number
  readonly durationMs: number
}

export const outcomesOf = (
  plan: Plan,
  endings: readonly Ending[],
  times: ReadonlyMap<number, Time>,
  dryRun: boolean,
): readonly RunStep[] => {
  const feeding = new Set<string>()
  for (const { dependsOn } of plan.steps) for (const producer of dependsOn) feeding.add(producer)
  return plan.steps.map((step, index) => {
    const ending = endings[index]
    const outcome = dryRun ? 'skipped' : outcomeOf(ending, !feeding.has(step.id))
    return toRunStep(step, outcome, times.get(index), ending?.error)
  })
}

// Written out, because spreading is several times slower and there may be very many steps.
const toRunStep = (
  { id, stage, record, decision, reason, explanation, inputs, outputs, dependsOn }: PlanStep,
  outcome: Outcome,
  time: Time | undefined,
  error: StagewrightError | undefined,
): RunStep => {
  const step = { id, stage, record, decision, reason, explanation, inputs, outputs, dependsOn, outcome }
  if (error !== undefined) return { ...step, ...time, error }
  if (time === undefined) return step
  const { startedAt, durationMs } = time
  return {
    id,
    stage,
    record,
    decision,
    reason,
    explanation,
    inputs,
    outputs,
    dependsOn,
    outcome,
    startedAt,
    durationMs,
  }
}

const outcomeOf = (ending: Ending | undefined, isLeaf: boolean): Outcome => {
  if (ending?.work === 'failed') return 'failed'
  if (ending?.work === 'done') return 'ran'
  if (ending?.trace === undefined) return 'skipped'
  return ending.used || isLeaf ? 'reused' : 'skipped'
}

export const countOutcomes = (steps: readonly RunStep[]): Readonly<Record<Outcome, number>> => {
  const counts = { ran: 0, reused: 0, skipped: 0, failed: 0 }
  for (const { outcome } of steps) counts[outcome]++
  return counts
}
