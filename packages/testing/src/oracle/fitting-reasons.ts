import type { PlanStep, Reason, RunStep } from '@stagewright/core'
import { type Expectation, keepingOf, type Situation } from './expect.ts'
import { OracleFinding } from './finding.ts'
import type { Deeds } from './judge.ts'
import type { Node } from './layout.ts'

type Outcome = RunStep['outcome']
type ReasonType = Reason['type']

const restful = ['unchanged', 'inputs-same', 'shared'] as const
const forcing = [
  'first-run',
  'changed',
  'overwrite',
  'artifact-missing',
  'artifact-corrupt',
  'cacher-changed',
  'no-outputs',
  'not-cached',
  'needed',
] as const satisfies readonly ReasonType[]

/** How a step can end for a reason. */
const fitting: Readonly<Record<Outcome, ReadonlySet<ReasonType>>> = {
  ran: new Set(forcing),
  // A cacher that cannot hold what is to be converted fails a step that would have been reused.
  failed: new Set([...forcing, 'unchanged']),
  reused: new Set(restful),
  skipped: new Set([...restful, 'not-needed']),
  blocked: new Set(['blocked'] as const),
}

/** What a run's reasons are judged by. */
export interface Judged {
  readonly situation: Situation
  readonly expected: Expectation
  readonly deeds: Deeds
  /** What failed, and what that stopped. */
  readonly given: ReadonlySet<Node>
  /** Contents that were lost or damaged before. */
  readonly lostBefore: ReadonlySet<string>
}

/** The reason of each step fits how it ended, and what it names is so. */
export const judgeFitting = (steps: readonly RunStep[], judged: Judged): void => {
  const byId = new Map(judged.situation.layout.nodes.map((node) => [node.id, node]))
  for (const step of steps) {
    const { id, outcome, reason, explanation } = step
    const node = byId.get(id)
    if (node === undefined) continue
    if (!fitting[outcome].has(reason.type))
      throw new OracleFinding(
        'reason',
        `${id} ${outcome}, and that is no reason: ${explanation} (${reason.type})`,
      )
    if (outcome === 'ran' && !isSo(reason, node, byId, judged))
      throw new OracleFinding('reason', `${id} ran, and it is not so that ${explanation} (${reason.type})`)
    if (outcome === 'blocked' && reason.type === 'blocked' && reason.by !== step.blockedBy)
      throw new OracleFinding(
        'reason',
        `${id} is blocked by ${step.blockedBy ?? 'nobody'}, not by ${reason.by}`,
      )
  }
}

/** Whether what a reason says beside differences is true of a step that ran. */
const isSo = (
  reason: PlanStep['reason'],
  node: Node,
  byId: ReadonlyMap<string, Node>,
  { situation, expected, deeds, lostBefore, given }: Judged,
): boolean => {
  const { world, layout, overwritten } = situation
  const { keys, entries, allowed } = expected
  const storedBefore = (output: string) => entries.get(node)?.outputs.get(output)?.stored
  switch (reason.type) {
    case 'overwrite':
      return overwritten.has(node)
    case 'no-outputs':
      return node.plan.outputs.length === 0
    case 'not-cached':
      return keepingOf(node, world) === 'none' && layout.dependents.get(node)?.length === 0
    case 'needed': {
      const by = byId.get(reason.by)
      const isInput = by?.inputs.some(
        ({ name, source }) => name === reason.artifact && source?.node === node && source.output === name,
      )
      if (by === undefined || isInput !== true) return false
      const callers = layout.dependents.get(node)?.filter((each) => deeds.started.includes(each)) ?? []
      // Who called for it may have been spared in the end: another step made the same.
      return callers.length === 0 ? given.has(by) || allowed.has(keys.get(by) ?? '') : callers.includes(by)
    }
    case 'artifact-missing':
    case 'artifact-corrupt': {
      const stored = storedBefore(reason.artifact)
      return stored === undefined || lostBefore.has(stored.content)
    }
    case 'cacher-changed':
      return storedBefore(reason.artifact)?.format !== keepingOf(node, world)
    default:
      return true
  }
}
