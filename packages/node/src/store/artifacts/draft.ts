import {
  type Content,
  type Draft,
  type DraftInfo,
  type StoredArtifact,
  StoreError,
  type Trace,
} from '@stagewright/core'
import { beginStream } from './begin-stream.ts'
import type { PendingExecution } from '../index/commit-executions.ts'
import { inStore } from '../file-system-problem.ts'
import { sha256 } from '../../files/sha256.ts'
import type { Layout } from '../layout.ts'
import { fileLocation, rowLocation } from './location.ts'
import { safeExtension } from './safe-name.ts'
import { sidecarText } from './sidecar.ts'
import { type StagedArtifact, stageChunks, stagePath } from './staged-files.ts'
import { createStagedFolder, type StagedFolder } from './staged-folder.ts'

/** Up to this many bytes an artifact is a row of the index: no file is opened for it. */
const largestRow = 64 << 10

const sliceSize = 1 << 20

export interface DraftSurroundings {
  readonly layout: Layout
  readonly sync: boolean
  /** Numbers for rows of the index, of which no session gets one twice. */
  readonly nextRowId: () => number | Promise<number>
  readonly commit: (execution: PendingExecution) => Promise<Trace>
}

interface Output {
  readonly name: string
  readonly format: string
  readonly extension: string
}

interface Small extends Output {
  readonly id: number
  readonly bytes: Uint8Array
}

/** Small outputs wait for the transaction; with a large one among them, all become files as well. */
export const createDraft = (info: DraftInfo, surroundings: DraftSurroundings): Draft => {
  const { layout, sync } = surroundings
  const small: Small[] = []
  let folder: StagedFolder | undefined
  let state: 'open' | 'committed' | 'discarded' = 'open'

  const mustBeOpen = (): void => {
    if (state !== 'open')
      throw new StoreError(layout.root, `was asked to change a draft that is already ${state}.`)
  }
  const keepSmall = async (output: Output, bytes: Uint8Array): Promise<StoredArtifact> => {
    const { name, format, extension } = output
    const copy = Buffer.from(bytes)
    const next = surroundings.nextRowId()
    const id = typeof next === 'number' ? next : await next
    small.push({ name, format, extension, id, bytes: copy })
    return { checksum: sha256(copy), size: copy.length, format, location: rowLocation(id, extension) }
  }
  const keepLarge = async (
    output: Output,
    stage: (path: string) => Promise<StagedArtifact>,
  ): Promise<StoredArtifact> => {
    folder ??= createStagedFolder(layout, info, sync)
    const file = await folder.newFile(output.name, output.extension)
    const { kind, checksum, size } = await stage(file.path)
    return { checksum, size, format: output.format, location: fileLocation(kind, file.location) }
  }
  const keep = async (output: Output, content: Content): Promise<StoredArtifact> => {
    mustBeOpen()
    switch (content.via) {
      case 'bytes': {
        const { bytes } = content
        if (bytes.length <= largestRow) return keepSmall(output, bytes)
        return keepLarge(output, (path) => stageChunks(path, slices(bytes), sync))
      }
      case 'stream': {
        const begun = await beginStream(content.chunks, largestRow)
        if (begun.isWhole) return keepSmall(output, begun.bytes)
        return keepLarge(output, (path) => stageChunks(path, begun.chunks, sync))
      }
      case 'path':
        return keepLarge(output, (path) => stagePath(layout.root, path, content, sync))
    }
  }
  const publish = async (files: StagedFolder, trace: Omit<Trace, 'order'>): Promise<void> => {
    const copies = new Map<string, string>()
    for (const { id, name, extension, bytes } of small) {
      const file = await files.newFile(name, extension)
      await files.addFile(file, bytes)
      copies.set(rowLocation(id, extension), fileLocation('file', file.location))
    }
    await files.publish(sidecarText(inFiles(trace, copies)))
  }

  return {
    write: (output, content) =>
      inStore(layout.root, () => keep({ ...output, extension: safeExtension(output.extension) }, content)),
    commit: (trace) =>
      inStore(layout.root, async () => {
        mustBeOpen()
        state = 'committed'
        try {
          if (folder !== undefined) await publish(folder, trace)
          return await surroundings.commit({
            trace,
            blobs: small,
            ...(info.partText && { partText: info.partText }),
          })
        } catch (thrown) {
          await folder?.remove().catch(() => {})
          throw thrown
        }
      }),
    discard: async () => {
      if (state !== 'open') return
      state = 'discarded'
      small.length = 0
      await inStore(layout.root, async () => folder?.remove())
    },
  }
}

/** The trace as it is without an index: small artifacts are where their copies are. */
const inFiles = (trace: Omit<Trace, 'order'>, copies: ReadonlyMap<string, string>): Omit<Trace, 'order'> => {
  const copied = (stored: StoredArtifact): StoredArtifact => ({
    ...stored,
    location: copies.get(stored.location) ?? stored.location,
  })
  return {
    ...trace,
    outputs: trace.outputs.map((output) =>
      output.stored === undefined ? output : { ...output, stored: copied(output.stored) },
    ),
    ...(trace.reports === undefined ? {} : { reports: copied(trace.reports) }),
  }
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sliceSize) yield bytes.subarray(at, at + sliceSize)
}
