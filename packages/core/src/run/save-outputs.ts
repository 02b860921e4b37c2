import type { Definition } from '../graph/application.ts'
import type { CallOutput } from '../ports/executor.ts'
import type { Draft } from '../ports/store.ts'
import type { StoredArtifact } from '../ports/trace.ts'
import { reportsBytes, reportsFormat } from '../reports/report-json.ts'
import { saveArtifact } from './artifacts.ts'
import { preview } from './preview.ts'

export interface SavedOutputs {
  readonly outputs: readonly CallOutput[]
  /** How long the saving took, in milliseconds. */
  readonly savingMs: number
}

/**
 * Saves what a function returned, one output after another.
 *
 * @param signal ends the saving
 */
export const saveOutputs = async (
  definition: Definition,
  record: string,
  values: ReadonlyMap<string, unknown>,
  draft: Pick<Draft, 'write'>,
  signal: AbortSignal,
): Promise<SavedOutputs> => {
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
    const saving = saveArtifact(draft, cacher, value, place, signal)
    const tookAtOnce = performance.now() - began
    const stored = await saving
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
