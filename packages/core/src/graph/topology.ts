import { Graph } from '@dagrejs/graphlib'

/**
 * The graph of steps, by their index. The one place that touches graphlib: its ids are prefixed, because it keeps them
 * in plain objects, and its algorithms recurse, so that walks are loops here. Steps are numbered so that each comes after
 * what it depends on: a record can only hold what was applied before, so there are no cycles. Every function is linear.
 */
export interface Topology {
  readonly size: number
  readonly producers: (step: number) => readonly number[]
  readonly dependents: (step: number) => readonly number[]
}

const idOf = (step: number): string => `step ${step}`
const stepOf = (id: string): number => Number(id.slice('step '.length))

/** @param edges pairs of producer and dependent; repeated pairs count once */
export const makeTopology = (
  size: number,
  edges: Iterable<readonly [producer: number, dependent: number]>,
): Topology => {
  const graph = new Graph({ directed: true })
  for (let step = 0; step < size; step++) graph.setNode(idOf(step))
  for (const [producer, dependent] of edges) graph.setEdge(idOf(producer), idOf(dependent))
  const steps = Array.from({ length: size }, (_, step) => step)
  const neighbours = (ids: readonly string[] | undefined | void): readonly number[] => (ids ?? []).map(stepOf)
  const producers = steps.map((step) => neighbours(graph.predecessors(idOf(step))))
  const dependents = steps.map((step) => neighbours(graph.successors(idOf(step))))
  return {
    size,
    producers: (step) => producers[step] ?? [],
    dependents: (step) => dependents[step] ?? [],
  }
}

/** The steps and all that depends on them, directly or not. */
export const downstreamOf = (topology: Topology, steps: Iterable<number>): ReadonlySet<number> =>
  reach(steps, topology.dependents)

/** The steps and all that they depend on, directly or not. */
export const upstreamOf = (topology: Topology, steps: Iterable<number>): ReadonlySet<number> =>
  reach(steps, topology.producers)

const reach = (steps: Iterable<number>, next: (step: number) => readonly number[]): ReadonlySet<number> => {
  const found = new Set(steps)
  for (const step of found) for (const neighbour of next(step)) found.add(neighbour)
  return found
}
