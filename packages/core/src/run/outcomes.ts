import type { AnyStagewrightError } from '../errors/index.ts'
import type { Prospect } from '../plan/decide.ts'
import { describeOnce, type Plan } from '../plan/plan.ts'
import type { PlanStep } from '../plan/plan-data.ts'
import type { Wiring } from '../plan/step.ts'
import type { Outcome } from './events.ts'
import type { Ending, EndingOf } from '../scheduler/states.ts'
import type { Hindsight } from './hindsight.ts'
import type { RunStep } from './result.ts'
import type { Time } from './times.ts'

/** The steps' endings where nothing had to run. */
export const endingsOfPlan =
  (prospects: readonly Prospect[]): EndingOf =>
  (index) => {
    const identity = prospects[index]?.identity
    return {
      state: 'idle',
      trace: identity?.trace,
      base: identity?.base,
      identity,
      used: false,
      error: undefined,
      blockedBy: undefined,
    }
  }

export const outcomesOf = (wiring: Wiring, endingOf: EndingOf, dryRun: boolean): readonly Outcome[] =>
  wiring.steps.map(({ index }) =>
    dryRun ? 'skipped' : outcomeOf(endingOf(index), wiring.topology.isLeaf(index)),
  )

export const stepsOf = (
  plan: Plan,
  outcomes: readonly Outcome[],
  endingOf: EndingOf,
  timeOf: (index: number) => Time | undefined,
  reasonOf: Hindsight['reasonOf'],
): readonly RunStep[] => {
  const describe = describeOnce()
  return plan.steps.map((step, index) => {
    const { error, blockedBy } = endingOf(index)
    const outcome = outcomes[index] ?? 'skipped'
    const blocker = blockedBy === undefined ? undefined : plan.steps[blockedBy]?.id
    const reason = reasonOf(index, outcome, blockedBy)
    const known = reason === undefined ? step : { ...step, reason, explanation: describe(reason) }
    return toRunStep(known, outcome, timeOf(index), error, blocker)
  })
}

// Written out, because spreading is several times slower and there may be very many steps.
const toRunStep = (
  { id, stage, record, decision, reason, explanation, inputs, outputs, dependsOn, after }: PlanStep,
  outcome: Outcome,
  time: Time | undefined,
  error: AnyStagewrightError | undefined,
  blockedBy: string | undefined,
): RunStep => {
  const step = {
    id,
    stage,
    record,
    decision,
    reason,
    explanation,
    inputs,
    outputs,
    dependsOn,
    after,
    outcome,
  }
  if (time === undefined && error === undefined && blockedBy === undefined) return step
  return Object.assign(
    step,
    time,
    error === undefined ? undefined : { error },
    blockedBy === undefined ? undefined : { blockedBy },
  )
}

const outcomeOf = ({ state, trace, used }: Ending, isLeaf: boolean): Outcome => {
  if (state === 'failed') return 'failed'
  if (state === 'blocked') return 'blocked'
  if (state === 'done') return 'ran'
  if (trace === undefined) return 'skipped'
  return used || isLeaf ? 'reused' : 'skipped'
}

export const countOutcomes = (outcomes: readonly Outcome[]): Readonly<Record<Outcome, number>> => {
  const counts = { ran: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 }
  for (const outcome of outcomes) counts[outcome]++
  return counts
}
