import { reachOf, type StageGraph } from './stage-graph.ts'
import type { Topology } from './topology.ts'

/** The steps of a plan, numbered so that each comes after what it depends on, and their stages. */
export interface Steps {
  /** Each step's stage. */
  readonly stages: readonly string[]
  readonly topology: Topology
  readonly graph: StageGraph
}

/**
 * Some steps and all that depends on them; what only begins after one of them does not. The graph of stages says which
 * stages can be reached, and one pass looks at their steps.
 */
export const downstream = (
  { stages, topology, graph }: Steps,
  from: Iterable<number>,
): ReadonlySet<number> => {
  const found = new Set(from)
  const near = reachOf(graph, stagesOf(stages, found), 'downstream')
  for (const [step, stage] of stages.entries())
    if (near.has(stage) && !found.has(step) && topology.producers(step).some((one) => found.has(one)))
      found.add(step)
  return found
}

/** Some steps and all that must have ended well before they begin. */
export const upstream = ({ stages, topology, graph }: Steps, from: Iterable<number>): ReadonlySet<number> => {
  const found = new Set(from)
  const near = reachOf(graph, stagesOf(stages, found), 'upstream')
  for (let step = stages.length - 1; step >= 0; step--) {
    if (!near.has(stages[step] ?? '') || !found.has(step)) continue
    for (const producer of topology.producers(step)) found.add(producer)
    for (const guard of topology.after(step)) found.add(guard)
  }
  return found
}

const stagesOf = (stages: readonly string[], steps: Iterable<number>): ReadonlySet<string> =>
  new Set(Array.from(steps, (step) => stages[step] ?? ''))
