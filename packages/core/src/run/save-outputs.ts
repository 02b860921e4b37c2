import type { Definition } from '../graph/application.ts'
import type { CallOutput } from '../ports/executor.ts'
import { saveList } from '../lists/save-list.ts'
import type { Draft } from '../ports/store.ts'
import type { Digest, StoredArtifact } from '../ports/trace.ts'
import { reportsBytes, reportsFormat } from '../reports/report-json.ts'
import { saveArtifact } from './artifacts.ts'
import { preview } from './preview.ts'

export interface SavedOutputs {
  readonly outputs: readonly CallOutput[]
  /** How long the saving took, in milliseconds. */
  readonly savingMs: number
}

/** Where outputs are saved. */
export interface Saving {
  readonly draft: Pick<Draft, 'write'>
  readonly digest: (content: Uint8Array | string) => Digest
  /** Ends the saving. */
  readonly signal: AbortSignal
  /** Finds items that an output's list had before. */
  readonly knownItems: (output: string) => Promise<KnownItems>
}

/** An item that is stored already, by its bytes' checksum. */
export type KnownItems = (checksum: Digest, format: string) => StoredArtifact | undefined

/** Saves what a function returned, one output after another. */
export const saveOutputs = async (
  definition: Definition,
  record: string,
  values: ReadonlyMap<string, unknown>,
  saving: Saving,
): Promise<SavedOutputs> => {
  const { draft, digest, signal } = saving
  const outputs: CallOutput[] = []
  let savingMs = 0
  for (const { name, cacher } of definition.outputs) {
    const value = values.get(name)
    if (cacher === undefined) {
      outputs.push({ name, preview: preview(value) })
      continue
    }
    const place = { stage: definition.name, record, artifact: name }
    const began = performance.now()
    if (cacher.via === 'list') {
      const known = await saving.knownItems(name)
      const saved = await saveList(cacher, value, place, { draft, digest, signal, known })
      savingMs += performance.now() - began
      outputs.push({ name, ...saved })
      continue
    }
    const writing = saveArtifact(draft, cacher, value, place, signal)
    const tookAtOnce = performance.now() - began
    const stored = await writing
    // A stream is made while it is saved; of bytes, what else the thread did meanwhile does not count.
    savingMs += cacher.via === 'bytes' ? tookAtOnce : performance.now() - began
    outputs.push({ name, preview: preview(value), stored })
  }
  return { outputs, savingMs }
}

/** Saves all reports of a call as one. */
export const saveReports = (
  reports: readonly string[],
  draft: Pick<Draft, 'write'>,
): Promise<StoredArtifact> =>
  draft.write(
    { name: 'reports', format: reportsFormat, extension: 'json' },
    { via: 'bytes', bytes: reportsBytes(reports) },
  )
