import { type Identity, isInside, likelyKeys } from '../plan/identify.ts'
import type { Digest, Trace } from '../ports/trace.ts'
import { idOf } from '../reads/recorder.ts'

/** Executions of this run that ended, by base: a step that waited for its turn may find that one was its own. */
export interface Landings {
  readonly add: (identity: Identity, trace: Trace, shared: boolean) => void
  readonly count: (base: Digest) => number
  /**
   * Whether all executions with this base, these ones and earlier ones, read the same things, and nothing outside of
   * their records, so that it is known what looking one up will give.
   */
  readonly areAlike: (base: Digest) => boolean
}

interface Landed {
  count: number
  areAlike: boolean
  /** What was read, where no earlier execution told what would be. */
  targets: string | undefined
}

export const makeLandings = (): Landings => {
  const byBase = new Map<Digest, Landed>()
  return {
    add: (identity, trace, shared) => {
      const before = byBase.get(trace.base)
      const landed = before ?? { count: 0, areAlike: true, targets: undefined }
      if (before === undefined) byBase.set(trace.base, landed)
      landed.count++
      const keys = likelyKeys(identity)
      if (keys.length === 0) {
        const targets = trace.reads.map(({ target }) => idOf(target)).join('\n')
        landed.areAlike &&= before === undefined || before.targets === targets
        landed.targets = targets
      } else landed.areAlike &&= keys.length === 1 && keys[0] === trace.key
      landed.areAlike &&= !shared && trace.reads.every(({ target }) => isInside(target))
    },
    count: (base) => byBase.get(base)?.count ?? 0,
    areAlike: (base) => byBase.get(base)?.areAlike ?? true,
  }
}
