import { InvalidArgumentError } from '../errors/index.ts'
import { didYouMean } from '../errors/did-you-mean.ts'
import type { Decision } from './decide.ts'
import type { Plan } from './plan.ts'
import type { PlanStep } from './plan-data.ts'
import type { Reason } from './reason.ts'

/** Why a step has its decision, down to what began it. */
export interface Explanation {
  readonly step: string
  readonly decision: Decision
  readonly reason: Reason
  /** The steps that have to run first and that its decision hangs on, each explained, nearest first. */
  readonly causes: readonly PlanStep[]
  /** The explanation as people read it, one line for each step. */
  readonly text: string
}

/** Causes that are told before the rest is counted. */
const mostCauses = 20

/**
 * Explains a step of a plan.
 *
 * @param step its id (`stage@record`), or the name of a stage that is applied once
 * @throws InvalidArgumentError where the plan has no such step, or several
 */
export const explain = (plan: Plan, step: string): Explanation => {
  const found = findStep(plan, step)
  const causes = causesOf(plan, found)
  const told = causes.slice(0, mostCauses).map((cause) => `  ${lineFor(cause)}`)
  const rest = causes.length > mostCauses ? [`  and ${causes.length - mostCauses} more`] : []
  return {
    step: found.id,
    decision: found.decision,
    reason: found.reason,
    causes,
    text: [lineFor(found), ...told, ...rest].join('\n'),
  }
}

const verbs: Readonly<Record<Decision, string>> = {
  run: 'runs',
  maybe: 'may run',
  reuse: 'is reused',
  skip: 'is skipped',
}

const lineFor = ({ id, decision, explanation }: PlanStep): string =>
  `${id} ${verbs[decision]}: ${explanation}`

const findStep = (plan: Plan, name: string): PlanStep => {
  const byId = plan.steps.find(({ id }) => id === name)
  if (byId !== undefined) return byId
  const ofStage = plan.steps.filter(({ stage }) => stage === name)
  const [only] = ofStage
  if (only !== undefined && ofStage.length === 1) return only
  if (only !== undefined)
    throw new InvalidArgumentError(
      `Stage '${name}' is applied ${ofStage.length} times. Name one step, such as '${only.id}'.`,
    )
  const names = plan.steps.flatMap(({ id, stage }) => [id, stage])
  throw new InvalidArgumentError(`The plan has no step '${name}'.${didYouMean(name, names)}`)
}

/** What its decision hangs on: for a step that waits for inputs, the producers that run, and theirs in turn. */
const causesOf = (plan: Plan, step: PlanStep): readonly PlanStep[] => {
  const byId = new Map(plan.steps.map((each) => [each.id, each]))
  const found = new Set<PlanStep>()
  const pending: PlanStep[] = [step]
  for (const at of pending) {
    if (at.reason.type !== 'input-runs') continue
    for (const id of at.dependsOn) {
      const producer = byId.get(id)
      if (producer === undefined || found.has(producer)) continue
      if (producer.decision !== 'run' && producer.decision !== 'maybe') continue
      found.add(producer)
      pending.push(producer)
    }
  }
  return [...found]
}
