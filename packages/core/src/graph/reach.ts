import { Graph } from '@dagrejs/graphlib'
import type { Topology } from './topology.ts'

/**
 * Who depends on whom, directly or not. The one place that touches graphlib: its ids are prefixed, because it keeps them
 * in plain objects, and walks are loops, because its own recurse. Made only where a question needs it.
 */
export interface Reach {
  /** The steps and all that depends on them: what only begins after one of them does not. */
  readonly downstream: (steps: Iterable<number>) => ReadonlySet<number>
  /** The steps and all that must have ended well before they begin. */
  readonly upstream: (steps: Iterable<number>) => ReadonlySet<number>
}

const idOf = (step: number): string => `step ${step}`
const stepOf = (id: string): number => Number(id.slice('step '.length))

export const makeReach = (topology: Topology): Reach => {
  const graph = new Graph({ directed: true })
  for (let step = 0; step < topology.size; step++) graph.setNode(idOf(step))
  for (let step = 0; step < topology.size; step++)
    for (const producer of topology.producers(step)) graph.setEdge(idOf(producer), idOf(step))
  const after = (id: string): readonly string[] => topology.after(stepOf(id)).map(idOf)
  return {
    downstream: (steps) => walk(steps, (id) => graph.successors(id) ?? []),
    upstream: (steps) => walk(steps, (id) => [...(graph.predecessors(id) ?? []), ...after(id)]),
  }
}

const walk = (steps: Iterable<number>, next: (id: string) => readonly string[]): ReadonlySet<number> => {
  const found = new Set(steps)
  for (const step of found) for (const id of next(idOf(step))) found.add(stepOf(id))
  return found
}
