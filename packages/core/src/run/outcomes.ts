import type { Prospect } from '../plan/decide.ts'
import type { Plan } from '../plan/plan.ts'
import type { Wiring } from '../plan/step.ts'
import type { Outcome } from './events.ts'
import { makeNodes, type Node } from './nodes.ts'
import type { RunStep } from './result.ts'

/** The steps' states where nothing had to run. */
export const nodesOfPlan = (wiring: Wiring, prospects: readonly Prospect[]): readonly Node[] =>
  makeNodes(wiring).map((node, index) => ({ ...node, trace: prospects[index]?.identity?.trace }))

export const outcomesOf = (
  plan: Plan,
  nodes: readonly Node[],
  times: ReadonlyMap<number, { readonly startedAt: number; readonly durationMs: number }>,
  dryRun: boolean,
): readonly RunStep[] => {
  const feeding = new Set(plan.steps.flatMap(({ dependsOn }) => dependsOn))
  return plan.steps.map((step, index): RunStep => {
    const node = nodes[index]
    const outcome = dryRun ? 'skipped' : outcomeOf(node, !feeding.has(step.id))
    const time = times.get(index)
    return {
      ...step,
      outcome,
      ...(time === undefined ? {} : time),
      ...(node?.error === undefined ? {} : { error: node.error }),
    }
  })
}

const outcomeOf = (node: Node | undefined, isLeaf: boolean): Outcome => {
  if (node?.work === 'failed') return 'failed'
  if (node?.work === 'done') return 'ran'
  if (node?.trace === undefined) return 'skipped'
  return node.used || isLeaf ? 'reused' : 'skipped'
}

export const countOutcomes = (steps: readonly RunStep[]): Readonly<Record<Outcome, number>> => {
  const counts = { ran: 0, reused: 0, skipped: 0, failed: 0 }
  for (const { outcome } of steps) counts[outcome]++
  return counts
}
