import { isCached, type Step, type Wiring } from '../plan/step.ts'
import { areStored, digestOf } from '../ports/output-of.ts'
import type { Digest, TraceHead } from '../ports/trace.ts'
import type { Memory } from './memory.ts'
import type { Node, NodeAt } from './states.ts'

/** Which values stay in memory: those that a step may still need, and those that are pinned for the result. */
export interface Retention {
  /** A step stands on another execution than before. */
  readonly moved: (index: number, from: TraceHead | undefined, to: TraceHead) => void
  /** A step that will not need its inputs any more lets go of them; producers that nobody needs any more follow. */
  readonly close: (index: number) => void
  /** A step that had let go of its inputs needs them after all. */
  readonly reopen: (index: number) => void
  /** A step needs inputs beside those that it had when its node was made. */
  readonly need: (producers: Iterable<number>) => void
  /** A step is out of the graph. */
  readonly drop: (index: number) => void
}

export const makeRetention = (
  { topology }: Pick<Wiring, 'topology'>,
  at: NodeAt,
  memory: Memory,
  pinned: ReadonlySet<number>,
): Retention => {
  const forEachDigest = ({ application }: Step, trace: TraceHead, act: (digest: Digest) => void): void => {
    for (const name of application.definition.outputNames) {
      const digest = digestOf(trace, name)
      if (digest !== undefined) act(digest)
    }
  }
  const need = (producers: Iterable<number>): void => {
    for (const producer of producers) {
      const { step, node: source } = at(producer)
      source.openConsumers++
      if (source.openConsumers === 1 && source.trace !== undefined && !pinned.has(producer))
        forEachDigest(step, source.trace, memory.retain)
    }
  }
  /** @returns producers that nobody needs any more */
  const letGo = (index: number): readonly number[] => {
    at(index).node.closed = true
    return topology.producers(index).filter((producer) => {
      const { step: maker, node: source } = at(producer)
      source.openConsumers--
      if (source.openConsumers > 0) return false
      if (source.trace !== undefined && !pinned.has(producer))
        forEachDigest(maker, source.trace, memory.release)
      return true
    })
  }
  const close = (first: number): void => {
    const pending = [first]
    while (pending.length > 0) {
      const index = pending.pop() ?? -1
      const { step, node } = at(index)
      if (!node.closed && canClose(step, node)) for (const producer of letGo(index)) pending.push(producer)
    }
  }
  return {
    moved: (index, from, to) => {
      const { step, node } = at(index)
      if (node.openConsumers === 0 && !pinned.has(index)) return
      forEachDigest(step, to, memory.retain)
      if (from !== undefined) forEachDigest(step, from, memory.release)
    },
    close,
    reopen: (index) => {
      at(index).node.closed = false
      need(topology.producers(index))
    },
    need,
    drop: (index) => {
      if (!at(index).node.closed) for (const producer of letGo(index)) close(producer)
    },
  }
}

const canClose = (step: Step, node: Node): boolean => {
  if (node.state === 'done' || node.state === 'failed' || node.state === 'blocked') return true
  if (node.state !== 'idle' || node.trace === undefined) return false
  return node.openConsumers === 0 || (isCached(step) && areStored(node.trace))
}
