import { isGiven } from '../stages/given.ts'

/** A step of a plan or of a result, as far as the matchers look at it. */
interface FatedStep {
  readonly id: string
  readonly stage: string
  readonly outputs: readonly string[]
  readonly dependsOn: readonly string[]
  readonly reason: { readonly type: string }
  readonly explanation: string
  readonly decision: string
  readonly outcome?: string
}

/** A plan, or the result of a run. */
export interface Fated {
  readonly steps: readonly FatedStep[]
}

/** What a plan decided for a step, or how it ended. */
export type Fate = 'run' | 'maybe' | 'reuse' | 'skip' | 'ran' | 'reused' | 'skipped' | 'failed' | 'blocked'

/** The steps of one fate, those of `given` left out. */
export const stepsThat = ({ steps }: Fated, fate: Fate): readonly FatedStep[] => {
  const replaced = new Set(steps.filter(isReplaced).map(({ id }) => id))
  return steps.filter(
    (step) => !isGiven(step) && (step.outcome === fate || decisionOf(step, replaced) === fate),
  )
}

/** Whether a test gave another value than before. */
const isReplaced = (step: FatedStep): boolean =>
  isGiven(step) && (step.reason.type === 'changed' || step.reason.type === 'first-run')

/** A plan cannot know that another value was given before it is handed on, so what takes it is only planned as `maybe`. */
const decisionOf = ({ decision, dependsOn }: FatedStep, replaced: ReadonlySet<string>): string =>
  decision === 'maybe' && dependsOn.some((id) => replaced.has(id)) ? 'run' : decision

/**
 * The names of the stages that have a step of this fate, in the plan's order, each once: `run`, `maybe`, `reuse` and
 * `skip` of a plan, `ran`, `reused`, `skipped`, `failed` and `blocked` of a result. For test runners without matchers.
 */
export const stagesThat = (planOrResult: Fated, fate: Fate): readonly string[] => [
  ...new Set(stepsThat(planOrResult, fate).map(({ stage }) => stage)),
]
