import { Graph } from '@dagrejs/graphlib'

/** A stage of a plan: the label of its node. */
export interface StageNode {
  readonly stage: string
  /** How many steps it has. */
  readonly steps: number
}

/** Why one stage comes before another: the label of an edge. */
export interface StageEdge {
  /** Names of the artifacts that flow, in the order in which they are first met; none where there is only an order. */
  readonly artifacts: readonly string[]
  /** Whether the first has no outputs and the second begins after it has ended well. */
  readonly order: boolean
}

/**
 * The stages of a plan and what flows between them: small, however many records there are. A graph of graphlib's, for
 * its algorithms and all tools that take one. A node's id is `stage:` and the stage's name, since graphlib keeps ids in
 * plain objects, where a name such as `__proto__` does harm. A stage that feeds itself, through one record or another,
 * has an edge to itself.
 */
export type StageGraph = Graph<object, StageNode, StageEdge>

/** What comes before a step. */
export interface Before {
  /** The index of the step that comes first. */
  readonly step: number
  /** What flows; absent where it is an order alone. */
  readonly artifact?: string
}

/** The id of a stage's node. */
export const nodeOf = (stage: string): string => `stage:${stage}`

/**
 * Folds steps into their stages. Linear in steps and in what comes before them.
 *
 * @param stages each step's stage
 */
export const makeStageGraph = (
  stages: readonly string[],
  beforeOf: (step: number) => Iterable<Before>,
): StageGraph => {
  const graph: StageGraph = new Graph({ directed: true })
  const counts = new Map<string, number>()
  for (const stage of stages) counts.set(stage, (counts.get(stage) ?? 0) + 1)
  for (const [stage, steps] of counts) graph.setNode(nodeOf(stage), { stage, steps })
  // What flows from stage to stage; `undefined` among the names is an order.
  const edges = new Map<string, Map<string, Set<string | undefined>>>()
  for (const [step, stage] of stages.entries())
    for (const before of beforeOf(step)) {
      const from = stages[before.step] ?? ''
      const targets = edges.get(from) ?? new Map<string, Set<string | undefined>>()
      edges.set(from, targets)
      targets.set(stage, (targets.get(stage) ?? new Set()).add(before.artifact))
    }
  for (const [from, targets] of edges)
    for (const [to, names] of targets) {
      const artifacts = [...names].filter((name) => name !== undefined)
      graph.setEdge(nodeOf(from), nodeOf(to), { artifacts, order: names.has(undefined) })
    }
  return graph
}

/**
 * Some stages and all that depends on them, or all that must come before them, directly or not. An order alone makes
 * nothing depend on the first.
 */
export const reachOf = (
  graph: StageGraph,
  stages: Iterable<string>,
  direction: 'upstream' | 'downstream',
): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const stage of stages) found.add(nodeOf(stage))
  // Members that are added while a Set is walked are met as well. graphlib's own walks recurse.
  for (const id of found)
    if (direction === 'upstream') for (const { v } of graph.inEdges(id) ?? []) found.add(v)
    else
      for (const { v, w } of graph.outEdges(id) ?? []) if (graph.edge(v, w).artifacts.length > 0) found.add(w)
  return new Set(Array.from(found, (id) => graph.node(id).stage))
}
