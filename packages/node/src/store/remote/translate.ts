import {
  ArtifactLostError,
  type Digest,
  isManifest,
  manifestBytes,
  readManifest,
  type RemoteBody,
  type StoredArtifact,
  type Trace,
} from '@stagewright/core'
import { sha256 } from '../../files/sha256.ts'
import { parseLocation } from '../artifacts/location.ts'
import { neutralLocation } from './neutral-location.ts'

/** An artifact that machines are to share. */
export interface Offered {
  readonly checksum: Digest
  readonly size: number
  readonly isFolder: boolean
  /** Where this store has it; for a list, which names other places in every store, its bytes. */
  readonly from: StoredArtifact | Uint8Array
}

/** An execution as all machines can read it, and what it names. */
export interface Translated {
  readonly trace: Omit<Trace, 'order'>
  readonly artifacts: readonly Offered[]
}

/**
 * Makes an execution independent of the store that it is in: every artifact is where its content says, and what the file
 * system said of files that were read, which is true of this machine alone, is left out.
 *
 * @param read gives the bytes of lists
 * @throws ArtifactLostError where a list is gone
 */
export const translate = async (
  execution: Trace,
  read: (artifact: StoredArtifact) => Promise<Uint8Array>,
): Promise<Translated> => {
  const { order: _, ...trace } = execution
  const artifacts: Offered[] = []
  const share = async (stored: StoredArtifact, name: string): Promise<StoredArtifact> => {
    const named = { stage: trace.stage, record: trace.record, name }
    if (!isManifest(stored)) {
      artifacts.push({
        checksum: stored.checksum,
        size: stored.size,
        isFolder: parseLocation(stored.location)?.kind === 'folder',
        from: stored,
      })
      return { ...stored, location: neutralOf(stored, named) }
    }
    const items: { digest: Digest; stored: StoredArtifact }[] = []
    for (const { digest, stored: item } of readManifest(await read(stored)))
      items.push({ digest, stored: await share(item, name) })
    const bytes = manifestBytes(items, itemFormatOf(stored))
    const list = { ...stored, checksum: sha256(bytes), size: bytes.length }
    artifacts.push({ checksum: list.checksum, size: list.size, isFolder: false, from: bytes })
    return { ...list, location: neutralOf(list, named) }
  }
  const outputs: Trace['outputs'][number][] = []
  for (const output of trace.outputs)
    outputs.push(
      output.stored === undefined ? output : { ...output, stored: await share(output.stored, output.name) },
    )
  const reports = trace.reports && (await share(trace.reports, 'reports'))
  const reads = trace.reads.map(({ target, saw }) => ({ target, saw }))
  return { trace: { ...trace, reads, outputs, ...(reports && { reports }) }, artifacts }
}

const neutralOf = (stored: StoredArtifact, named: Parameters<typeof neutralLocation>[1]): string => {
  const location = neutralLocation(stored, named)
  if (location === undefined) throw new ArtifactLostError(stored.location, 'missing')
  return location
}

const itemFormatOf = ({ format }: StoredArtifact): string => format.slice('list of '.length)

export const bodyOfBytes = (bytes: Uint8Array): RemoteBody => ({
  size: bytes.length,
  sha256: sha256(bytes),
  open: async function* () {
    yield bytes
  },
})
