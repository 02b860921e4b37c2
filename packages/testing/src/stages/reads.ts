import type { ReadTarget, Trace } from '@stagewright/core'

/** What functions read beside their inputs, each thing once, in order. */
export interface Reads {
  /** Paths, such as `k` or `model.depth`; an aggregate's records are told apart by number, as in `records[0].k`. */
  readonly params: readonly string[]
  readonly files: readonly string[]
  readonly env: readonly string[]
  /** Whether a record's name was read. */
  readonly name: boolean
}

export const readsOf = (traces: readonly Trace[]): Reads => {
  const targets = traces.flatMap(({ reads }) => reads.map(({ target }) => target))
  return {
    params: sorted(targets.flatMap((target) => (target.door === 'param' ? [pathOf(target)] : []))),
    files: sorted(targets.flatMap((target) => (target.door === 'file' ? [target.path] : []))),
    env: sorted(targets.flatMap((target) => (target.door === 'env' ? [target.name] : []))),
    name: targets.some(({ door }) => door === 'name'),
  }
}

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted()

const pathOf = ({ record, path }: Extract<ReadTarget, { door: 'param' }>): string => {
  const own = path.length === 0 ? '*' : path.join('.')
  return record === 0 ? own : `records[${record - 1}].${own}`
}
