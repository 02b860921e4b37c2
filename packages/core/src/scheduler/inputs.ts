import { ArtifactLostError } from '../errors/index.ts'
import { isBarrier } from '../plan/guards.ts'
import type { Step } from '../plan/step.ts'
import type { Failing } from './failing.ts'
import type { LostInputs } from './lost-inputs.ts'
import { missingBefore } from './missing-before.ts'
import { become } from './states.ts'
import type { Steps } from './steps.ts'
import type { Work } from './work.ts'

/** The loss of an item, for whose sake its list is to be made anew. */
const goneItem = ({ inputs }: Step, values: Work['values']): ArtifactLostError | undefined => {
  for (const input of inputs) {
    const { known } = input.element ?? {}
    if (known === undefined || values.hasItem(input)) continue
    return new ArtifactLostError(known.item.stored.location, 'missing', {}, [known.of])
  }
  return undefined
}

/**
 * Whether all inputs of a step can be had now, and all that it begins after has ended; where not, it is parked and what is
 * missing is asked for, or it is given up.
 *
 * @param queue a step must execute
 */
export const makeInputs =
  (
    work: Work,
    steps: Steps,
    failing: Failing,
    recover: LostInputs,
    queue: (index: number) => void,
  ): ((index: number) => boolean) =>
  (index) => {
    const { step, node } = steps.at(index)
    const loss = goneItem(step, work.values)
    if (loss !== undefined && !recover(step, loss)) {
      become(node, 'idle')
      failing.fail(index, loss)
      return false
    }
    const missing = missingBefore(index, work, steps)
    if (missing === undefined) return true
    if ('failed' in missing) {
      failing.giveUp(index, missing.failed)
      return false
    }
    const { absent } = missing
    become(node, 'wants-inputs')
    node.awaiting = absent.size
    for (const producer of absent) {
      const source = steps.at(producer)
      if (source.node.waiters === undefined) source.node.waiters = [index]
      else source.node.waiters.push(index)
      // What has no outputs executes by itself, as soon as its own inputs are known.
      const { state } = source.node
      if (!isBarrier(source.step) && (state === 'idle' || state === 'done')) queue(producer)
    }
    return false
  }
