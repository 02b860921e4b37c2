import { extname } from 'node:path'
import type { PastExecution, StoredArtifact, Trace } from '@stagewright/core'

/** An artifact that a store keeps, and the execution that made it. */
export interface ListedArtifact {
  readonly artifact: string
  readonly digest: string
  readonly preview: string
  readonly stored: StoredArtifact
  readonly trace: Trace
}

/** The artifact as people name it: `model@k3`. */
export const labelOf = ({ artifact, trace }: ListedArtifact): string => `${artifact}@${trace.record}`

/** The ending of the file that holds it, without the dot, in lower case; empty where there is none. */
export const extensionOf = ({ stored }: ListedArtifact): string =>
  extname(stored.location).slice(1).toLowerCase()

/**
 * The artifacts of some executions, in their order.
 *
 * @param all whether to list, beside the newest that each stage made for a record, those of other code or parameters
 */
export const artifactsOf = (
  executions: readonly PastExecution[],
  { all }: { readonly all: boolean },
): readonly ListedArtifact[] => {
  const seen = new Set<string>()
  const listed: ListedArtifact[] = []
  for (const { trace, superseded } of executions) {
    if (superseded) continue
    const slot = JSON.stringify([trace.stage, trace.record])
    if (!all && seen.has(slot)) continue
    seen.add(slot)
    for (const { name, digest, preview = '', stored } of trace.outputs)
      if (stored !== undefined) listed.push({ artifact: name, digest, preview, stored, trace })
  }
  return listed
}
