import { makeTopology } from '../graph/topology.ts'
import { type Plan, planOf } from './plan.ts'
import { select } from './select.ts'
import { stageGraphOfSteps } from './stages.ts'

/**
 * A part of a plan, to be looked at: the steps that selectors name, with the decisions that the whole plan gives them.
 *
 * @param selectors `name`, `name@record`, `+name`, `name+`, with `*` for any characters
 * @throws InvalidArgumentError for a selector that fits nothing
 */
export const narrow = (
  { steps, warnings }: Pick<Plan, 'steps' | 'warnings'>,
  selectors: readonly string[],
): Plan => {
  const indexes = new Map(steps.map(({ id }, index) => [id, index]))
  const indexesOf = (ids: readonly string[] = []): readonly number[] =>
    ids.flatMap((id) => indexes.get(id) ?? [])
  const topology = makeTopology(
    steps.length,
    (step) => indexesOf(steps[step]?.dependsOn),
    (step) => indexesOf(steps[step]?.after),
  )
  const chosen = select({ steps, topology, graph: () => stageGraphOfSteps(steps) }, selectors)
  const kept = steps.filter((_, index) => chosen.has(index))
  const ids = new Set(kept.map(({ id }) => id))
  const stages = new Set(kept.map(({ stage }) => stage))
  const counts = { run: 0, maybe: 0, reuse: 0, skip: 0 }
  for (const { decision } of kept) counts[decision]++
  return planOf({
    steps: kept.map((step) => ({
      ...step,
      dependsOn: step.dependsOn.filter((id) => ids.has(id)),
      after: step.after.filter((id) => ids.has(id)),
    })),
    warnings: warnings.filter(({ stage }) => stages.has(stage)),
    counts,
  })
}
