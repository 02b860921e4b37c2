import { type Identity, isInside, likelyKeys } from '../plan/identify.ts'
import type { Digest, Trace } from '../ports/trace.ts'
import { idOf } from '../reads/recorder.ts'

/** What a session saved, as far as it tells what looking up will give from now on. */
export interface Saves {
  /** @param identity what was known of the step when it was executed */
  readonly add: (identity: Identity, trace: Trace) => void
  /** The execution has its place in the store. */
  readonly arrived: (trace: Trace) => void
  readonly bases: () => Iterable<Digest>
  /**
   * Whether all executions with this base, these ones and earlier ones, read the same things, and nothing outside of
   * their records, so that it is known what looking one up will give. `undefined` where none was saved.
   */
  readonly areAlike: (base: Digest) => boolean | undefined
  /** The order of the execution with this key that was saved; `unclear` where there were several. */
  readonly orderOf: (key: Digest) => number | 'unclear' | undefined
}

interface WithOneBase {
  areAlike: boolean
  /** What was read, where no earlier execution told what would be. */
  targets: string | undefined
}

export const makeSaves = (): Saves => {
  const byBase = new Map<Digest, WithOneBase>()
  const orders = new Map<Digest, number | 'unclear'>()
  return {
    add: (identity, { base, key, reads }) => {
      const before = byBase.get(base)
      const saved = before ?? { areAlike: true, targets: undefined }
      if (before === undefined) byBase.set(base, saved)
      const keys = likelyKeys(identity)
      if (keys.length === 0) {
        const targets = reads.map(({ target }) => idOf(target)).join('\n')
        saved.areAlike &&= before === undefined || before.targets === targets
        saved.targets = targets
      } else saved.areAlike &&= keys.length === 1 && keys[0] === key
      saved.areAlike &&= reads.every(({ target }) => isInside(target))
    },
    arrived: ({ key, order }) => {
      orders.set(key, orders.has(key) ? 'unclear' : order)
    },
    bases: () => byBase.keys(),
    areAlike: (base) => byBase.get(base)?.areAlike,
    orderOf: (key) => orders.get(key),
  }
}
