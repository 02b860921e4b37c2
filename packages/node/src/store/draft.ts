import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Content,
  type Draft,
  type DraftInfo,
  type StoredArtifact,
  StoreError,
  type Trace,
} from '@stagewright/core'
import type { PendingExecution } from './commit-executions.ts'
import { inStore } from './file-system-problem.ts'
import { sha256 } from './hash.ts'
import type { Layout } from './layout.ts'
import { fileLocation, rowLocation } from './location.ts'
import { safeExtension, safeName, sameOnDisk } from './safe-name.ts'
import { sidecarName, sidecarText } from './sidecar.ts'
import {
  publishFolder,
  removeFolder,
  type StagedArtifact,
  stageChunks,
  stagePath,
  stageSmallFile,
} from './staged-files.ts'
import { stagingFolder } from './staging.ts'

/** Up to this many bytes an artifact is a row of the index: no file is opened for it. */
export const largestRow: number = 64 << 10

const sliceSize = 1 << 20

export interface DraftSurroundings {
  readonly layout: Layout
  readonly sync: boolean
  /** Numbers for rows of the index, of which no session gets one twice. */
  readonly nextRowId: () => Promise<number>
  readonly commit: (execution: PendingExecution) => Promise<Trace>
}

interface Small {
  readonly id: number
  readonly fileName: string
  readonly extension: string
  readonly bytes: Uint8Array
}

/** Large outputs are written beside the store's content and moved there whole; small ones wait for the transaction. */
export const createDraft = (info: DraftInfo, surroundings: DraftSurroundings): Draft => {
  const { layout, sync } = surroundings
  const small: Small[] = []
  const names = new Set<string>([sameOnDisk(sidecarName)])
  const folder = stagingFolder(layout)
  const unique = folder.slice(-8)
  const place = `${safeName(info.stage)}/${safeName(info.record)}-${info.key.slice(0, 8)}-${unique}`
  const published = join(layout.artifacts, place)
  let hasFolder = false
  let state: 'open' | 'committed' | 'discarded' = 'open'

  const fileNameOf = (name: string, extension: string): string => {
    const base = safeName(name)
    const ending = extension === '' ? '' : `.${extension}`
    for (let copy = 1; ; copy++) {
      const fileName = copy === 1 ? `${base}${ending}` : `${base}-${copy}${ending}`
      if (names.has(sameOnDisk(fileName))) continue
      names.add(sameOnDisk(fileName))
      return fileName
    }
  }
  const stagedPath = async (fileName: string): Promise<string> => {
    await mkdir(folder, { recursive: true })
    hasFolder = true
    return join(folder, fileName)
  }
  const mustBeOpen = (): void => {
    if (state !== 'open')
      throw new StoreError(layout.root, `was asked to change a draft that is already ${state}.`)
  }

  const write = async (
    output: { readonly name: string; readonly format: string; readonly extension: string },
    content: Content,
  ): Promise<StoredArtifact> => {
    mustBeOpen()
    const extension = safeExtension(output.extension)
    const fileName = fileNameOf(output.name, extension)
    const keepSmall = async (bytes: Uint8Array): Promise<StoredArtifact> => {
      const id = await surroundings.nextRowId()
      const copy = Buffer.from(bytes)
      small.push({ id, fileName, extension, bytes: copy })
      return {
        checksum: sha256(copy),
        size: copy.length,
        format: output.format,
        location: rowLocation(id, extension),
      }
    }
    const keepLarge = async (stage: (path: string) => Promise<StagedArtifact>): Promise<StoredArtifact> => {
      const { kind, checksum, size } = await stage(await stagedPath(fileName))
      return { checksum, size, format: output.format, location: fileLocation(kind, `${place}/${fileName}`) }
    }
    switch (content.via) {
      case 'bytes': {
        const { bytes } = content
        return bytes.length <= largestRow
          ? keepSmall(bytes)
          : keepLarge((path) => stageChunks(path, slices(bytes), sync))
      }
      case 'stream': {
        const begun = await readBeginning(content.chunks)
        return begun.isWhole
          ? keepSmall(begun.bytes)
          : keepLarge((path) => stageChunks(path, begun.chunks, sync))
      }
      case 'path':
        return keepLarge((path) => stagePath(layout.root, path, content, sync))
    }
  }

  const publish = async (trace: Omit<Trace, 'order'>): Promise<void> => {
    const files = new Map<string, string>()
    for (const { id, fileName, extension, bytes } of small) {
      await stageSmallFile(join(folder, fileName), bytes, sync)
      files.set(rowLocation(id, extension), fileLocation('file', `${place}/${fileName}`))
    }
    await stageSmallFile(join(folder, sidecarName), sidecarText(inFiles(trace, files)), sync)
    await publishFolder(folder, published, sync)
  }

  return {
    write: (output, content) => inStore(layout.root, () => write(output, content)),
    commit: (trace) =>
      inStore(layout.root, async () => {
        mustBeOpen()
        state = 'committed'
        try {
          if (hasFolder) await publish(trace)
          return await surroundings.commit({ trace, blobs: small })
        } catch (thrown) {
          if (hasFolder) await Promise.allSettled([removeFolder(folder), removeFolder(published)])
          throw thrown
        }
      }),
    discard: async () => {
      if (state !== 'open') return
      state = 'discarded'
      small.length = 0
      if (hasFolder) await inStore(layout.root, () => removeFolder(folder))
    },
  }
}

/** The trace as it is without an index: small artifacts are where their copies are. */
const inFiles = (trace: Omit<Trace, 'order'>, files: ReadonlyMap<string, string>): Omit<Trace, 'order'> => ({
  ...trace,
  outputs: trace.outputs.map((output) => {
    const location = output.stored && files.get(output.stored.location)
    return output.stored === undefined || location === undefined
      ? output
      : { ...output, stored: { ...output.stored, location } }
  }),
})

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sliceSize) yield bytes.subarray(at, at + sliceSize)
}

type Begun =
  | { readonly isWhole: true; readonly bytes: Uint8Array }
  | { readonly isWhole: false; readonly chunks: AsyncIterable<Uint8Array> }

/** Reads until it is clear whether all of it fits into a row. */
const readBeginning = async (chunks: AsyncIterable<Uint8Array>): Promise<Begun> => {
  const iterator = chunks[Symbol.asyncIterator]()
  const beginning: Uint8Array[] = []
  for (let size = 0; size <= largestRow;) {
    const next = await iterator.next()
    if (next.done === true) return { isWhole: true, bytes: Buffer.concat(beginning) }
    beginning.push(Buffer.from(next.value))
    size += next.value.length
  }
  return { isWhole: false, chunks: continued(beginning, iterator) }
}

async function* continued(
  beginning: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let isDone = false
  try {
    yield* beginning
    for (;;) {
      const next = await iterator.next()
      if (next.done === true) break
      yield next.value
    }
    isDone = true
  } finally {
    if (!isDone) await iterator.return?.()
  }
}
