import { extname } from 'node:path'
import type { PastExecution, StoredArtifact, Trace } from '@stagewright/core'
import type { Standing } from './last-results.ts'

/** An artifact of a store, and the execution that made it. */
export interface ListedArtifact {
  readonly artifact: string
  readonly digest: string
  readonly preview: string
  readonly stored: StoredArtifact
  readonly trace: Trace
  /** The record it is shown for: what the last run calls it, which need not be what it was called when it was made. */
  readonly record: string
  /** All records that have it. */
  readonly records: readonly string[]
  /** Whether it is not among the results of the last runs. */
  readonly isOlder: boolean
}

/** The artifact as people name it: `model@k3`. */
export const labelOf = ({ artifact, record }: ListedArtifact): string => `${artifact}@${record}`

/** The same, with how many other records share it: `train@k1 +2`. */
export const sharedLabelOf = (one: ListedArtifact): string =>
  one.records.length === 1 ? labelOf(one) : `${labelOf(one)} +${one.records.length - 1}`

/** The ending of the file that holds it, without the dot, in lower case; empty where there is none. */
export const extensionOf = ({ stored }: ListedArtifact): string =>
  extname(stored.location).slice(1).toLowerCase()

/**
 * The artifacts of some executions, in their order.
 *
 * @param standing what the last runs have as their results
 */
export const artifactsOf = (
  executions: readonly PastExecution[],
  standing: Standing,
): readonly ListedArtifact[] =>
  executions.flatMap(({ trace, superseded }) => {
    const records = superseded ? undefined : standing(trace)
    if (superseded && records === undefined) return []
    const [record = trace.record] = records ?? []
    return trace.outputs.flatMap(({ name, digest, preview = '', stored }) =>
      stored === undefined
        ? []
        : [
            {
              artifact: name,
              digest,
              preview,
              stored,
              trace,
              record,
              records: records ?? [trace.record],
              isOlder: records === undefined,
            },
          ],
    )
  })
