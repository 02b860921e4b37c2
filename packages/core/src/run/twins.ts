import type { Facts } from '../plan/facts.ts'
import type { Digest, Trace } from '../ports/trace.ts'
import type { NodeAt } from './nodes.ts'

/** Steps that are compared with each execution that ended. */
const mostLookedFor = 16

/** Steps that are to execute for want of a trace, and may turn out to be what another one executes. */
export interface Twins {
  readonly await: (index: number, base: Digest) => void
  /**
   * Steps that would do the same as an execution that ended, so that they settle while its values are in memory. Some of
   * them: the others find out when it is their turn.
   */
  readonly of: (index: number, trace: Trace) => readonly number[]
}

export const makeTwins = (at: NodeAt, facts: Facts): Twins => {
  const waiting = new Map<Digest, number[]>()
  const isOpen = (index: number): boolean => {
    const { node } = at(index)
    return node.trace === undefined && (node.work === 'queued' || node.work === 'parked')
  }
  return {
    await: (index, base) => {
      const others = waiting.get(base)
      if (others === undefined) waiting.set(base, [index])
      else others.push(index)
    },
    of: (index, trace) => {
      const others = waiting.get(trace.base) ?? []
      const isOther = (other: number): boolean => other !== index && isOpen(other)
      while (others.length > 0 && !isOther(others.at(-1) ?? -1)) others.pop()
      if (others.length === 0) waiting.delete(trace.base)
      return others
        .slice(-mostLookedFor)
        .filter(
          (other) =>
            isOther(other) &&
            trace.reads.every(({ target, saw }) => facts.see(target, at(other).step.subjects) === saw),
        )
    },
  }
}
