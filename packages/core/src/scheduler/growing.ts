import type { Unfolded } from '../graph/application.ts'
import type { Step } from '../plan/step.ts'
import type { Failing } from './failing.ts'
import { lossIn, type LostInputs } from './lost-inputs.ts'
import type { Retention } from './retention.ts'
import type { Settling } from './settling.ts'
import { become, hasEndedBadly } from './states.ts'
import type { Steps } from './steps.ts'
import type { Work } from './work.ts'

/** How lists that become known add steps. */
export interface Growing {
  /** Lists decide what a ready step gathers from, and may be known now. One that is made of an item that is no more is left. */
  readonly unfoldOrLeave: (index: number) => void
  /** How many steps' lists are being read. */
  readonly pending: () => number
}

/** What growing asks the scheduler. */
export interface GrowingAsks {
  readonly settling: Settling
  readonly failing: Failing
  readonly retention: Retention
  readonly recover: LostInputs
  readonly hasInputs: (index: number) => boolean
  readonly considerLater: (index: number) => void
  readonly queue: (index: number) => void
  readonly hasEnded: () => boolean
  /** @param defect what went wrong in the scheduler itself */
  readonly failed: (defect?: { readonly error: unknown }) => void
  readonly wake: () => void
}

export const makeGrowing = (
  { wiring, unfold, added }: Work,
  { at, addNodes, traceOf }: Steps,
  asks: GrowingAsks,
): Growing => {
  const { topology } = wiring
  let pending = 0

  /** Reads the lists, and adds the steps of their items. */
  const read = async (index: number): Promise<void> => {
    const { step, node } = at(index)
    become(node, 'unfolding')
    pending++
    try {
      const unfolded = await unfold(step, traceOf)
      if (asks.hasEnded()) return
      become(node, 'idle')
      // A list has changed while it was read.
      if (node.outdated) asks.considerLater(index)
      else grow(step, unfolded)
      node.outdated = false
    } catch (error) {
      if (!asks.hasEnded()) fail(index, error)
    } finally {
      pending--
      asks.wake()
    }
  }

  const fail = (index: number, error: unknown): void => {
    const { step, node } = at(index)
    try {
      const loss = lossIn(error)
      if (loss !== undefined && asks.recover(step, loss)) {
        become(node, 'idle')
        return asks.queue(index)
      }
      asks.failed()
      asks.failing.fail(index, error)
    } catch (error_) {
      asks.failed({ error: error_ })
    }
  }

  const grow = (step: Step, unfolded: Unfolded): void => {
    const { retention, settling } = asks
    const before = new Set(topology.producers(step.index))
    const grown = wiring.grow(step, unfolded)
    addNodes()
    const news = wiring.steps.slice(grown.from)
    // The nodes that were added count all that need them.
    const isOld = (producer: number): boolean => producer < grown.from
    for (const { index } of news) retention.need(topology.producers(index).filter(isOld))
    retention.need(topology.producers(step.index).filter((one) => isOld(one) && !before.has(one)))
    for (const template of grown.replaced) {
      retention.drop(template)
      topology.set(template, [], [])
    }
    added(step, grown)
    settling.add(grown.from, step.index)
    for (const { index } of [...news, step]) blockIfHopeless(index)
  }

  /** A step that was added may need one that has failed. */
  const blockIfHopeless = (index: number): void => {
    if (hasEndedBadly(at(index).node)) return
    const failed = [...topology.producers(index), ...topology.after(index)].find((before) =>
      hasEndedBadly(at(before).node),
    )
    if (failed !== undefined) asks.failing.giveUp(index, failed)
  }

  return {
    pending: () => pending,
    unfoldOrLeave: (index) => {
      const { step, node } = at(index)
      if (step.lists === undefined) return become(node, 'idle')
      if (step.folded === undefined) wiring.fold(index)
      if (asks.hasInputs(index)) void read(index)
    },
  }
}
