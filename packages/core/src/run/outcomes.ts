import type { AnyStagewrightError } from '../errors/index.ts'
import type { Prospect } from '../plan/decide.ts'
import { numberApplications } from '../graph/collect.ts'
import type { AnyRecord } from '../graph/record.ts'
import { describeOnce, type Plan, toPlan } from '../plan/plan.ts'
import type { PlanStep } from '../plan/plan-data.ts'
import type { Wiring } from '../plan/step.ts'
import type { Outcome } from './events.ts'
import type { Ending, EndingOf } from '../scheduler/states.ts'
import type { Hindsight } from './hindsight.ts'
import type { RunStep } from './result.ts'
import type { Concluded } from './scheduling.ts'
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

/** A step of a plan, and its number. */
export interface Numbered {
  readonly index: number
  readonly step: PlanStep
}

/** The plan's steps, and those that lists added, each after what it depends on. */
export const allSteps = (
  plan: Plan,
  records: readonly AnyRecord[],
  wiring: Wiring,
  { prospects, replaced }: Pick<Concluded, 'prospects' | 'replaced'>,
): readonly Numbered[] => {
  if (wiring.steps.length === plan.steps.length && replaced.size === 0)
    return plan.steps.map((step, index) => ({ index, step }))
  const { steps } = toPlan(wiring, prospects)
  const numbers = numberApplications(records, wiring.unfoldings).keys()
  return Array.from(numbers).flatMap((application) => {
    const index = wiring.stepOf.get(application) ?? -1
    const step = steps[index]
    return step === undefined ? [] : [{ index, step }]
  })
}

export const stepsOf = (
  steps: readonly Numbered[],
  outcomes: readonly Outcome[],
  endingOf: EndingOf,
  timeOf: (index: number) => Time | undefined,
  reasonOf: Hindsight['reasonOf'],
): readonly RunStep[] => {
  const describe = describeOnce()
  const idOf = new Map(steps.map(({ index, step }) => [index, step.id]))
  return steps.map(({ index, step }) => {
    const ending = endingOf(index)
    const { error, blockedBy } = ending
    const outcome = outcomes[index] ?? 'skipped'
    const blocker = blockedBy === undefined ? undefined : idOf.get(blockedBy)
    const reason = reasonOf(index, outcomes, ending)
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
