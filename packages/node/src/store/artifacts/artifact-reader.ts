import { constants } from 'node:buffer'
import { lstatSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ArtifactLostError, type StoredArtifact, StoreError, type Artifacts } from '@stagewright/core'
import { type Finding, glanceAtFile, proveFile, provenChunks } from './artifact-files.ts'
import { writeWhole } from '../../files/write-whole.ts'
import { inStore } from '../file-system-problem.ts'
import { sha256 } from '../../files/sha256.ts'
import type { IndexReader } from '../index/index-reader.ts'
import { type Layout, makeFolder } from '../layout.ts'
import { type Location, parseLocation } from './location.ts'
import { moveToQuarantine, writeToQuarantine } from './quarantine.ts'

export interface ArtifactReader extends Required<Pick<Artifacts, 'read' | 'stream' | 'path'>> {
  readonly holds: (artifact: StoredArtifact) => boolean
  readonly isDamaged: (artifact: StoredArtifact) => boolean
  /** Removes what `path` made outside the store. */
  readonly close: () => void
}

export interface ReaderSurroundings {
  readonly layout: Layout
  readonly readOnly: boolean
  readonly index: Pick<IndexReader, 'blob' | 'blobSize'>
  readonly dropRow: (id: number) => Promise<void>
  /** Keeps garbage collection from a folder of artifacts that somebody is given a path into. */
  readonly noteUse: (folder: string) => Promise<void>
}

/** Gives artifacts whose checksum is proven; puts aside what is damaged. */
export const createArtifactReader = ({
  layout,
  readOnly,
  index,
  dropRow,
  noteUse,
}: ReaderSurroundings): ArtifactReader => {
  let outside: string | undefined

  /** What was found damaged by its size: it is gone from its place, and was not lost without a trace. */
  const damaged = new Set<string>()
  const putAside = (location: Location): void => {
    if (readOnly || location.kind === 'row') return
    moveToQuarantine(layout, join(layout.artifacts, location.path), location.path)
  }
  const lose = async (artifact: StoredArtifact, location: Location, finding: Finding): Promise<never> => {
    const problem = finding === 'missing' ? 'missing' : 'corrupt'
    if (problem === 'corrupt') putAside(location)
    throw new ArtifactLostError(artifact.location, problem)
  }
  const locate = (artifact: StoredArtifact): Location => {
    const location = parseLocation(artifact.location)
    if (location === undefined) throw new ArtifactLostError(JSON.stringify(artifact.location), 'missing')
    return location
  }
  const row = async (
    artifact: StoredArtifact,
    location: Extract<Location, { kind: 'row' }>,
  ): Promise<Buffer> => {
    const bytes = index.blob(location.id, artifact.size)
    if (bytes !== undefined && sha256(bytes) === artifact.checksum) return bytes
    if (bytes === undefined && index.blobSize(location.id) === undefined)
      throw new ArtifactLostError(artifact.location, 'missing')
    if (!readOnly) {
      if (bytes !== undefined) writeToQuarantine(layout, bytes, `row-${location.id}.${location.extension}`)
      await dropRow(location.id)
    }
    throw new ArtifactLostError(artifact.location, 'corrupt')
  }

  async function* stream(artifact: StoredArtifact): AsyncGenerator<Uint8Array> {
    const location = locate(artifact)
    if (location.kind === 'row') {
      yield await row(artifact, location)
      return
    }
    if (location.kind === 'folder') throw notBytes(layout.root, artifact)
    const finding = yield* provenChunks(layout, location, artifact)
    if (finding !== 'whole') await lose(artifact, location, finding)
  }

  /** Small artifacts have no file until somebody asks for one. */
  const extract = (artifact: StoredArtifact, bytes: Uint8Array, extension: string): string => {
    outside ??= readOnly ? mkdtempSync(join(tmpdir(), 'stagewright-')) : undefined
    const folder = outside ?? layout.extracted
    const path = join(folder, extension === '' ? artifact.checksum : `${artifact.checksum}.${extension}`)
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found?.isFile() === true && found.size === bytes.length && readFileSync(path).equals(bytes)) {
      // Garbage collection leaves what somebody asked for lately.
      utimesSync(path, new Date(), new Date())
      return path
    }
    rmSync(path, { recursive: true, force: true })
    if (outside === undefined) makeFolder(layout, folder)
    writeWhole(path, bytes)
    return path
  }

  return {
    holds: (artifact) => {
      const location = parseLocation(artifact.location)
      if (location === undefined) return false
      if (location.kind === 'row') return index.blobSize(location.id) === artifact.size
      return glanceAtFile(layout, location, artifact.size) === 'whole'
    },
    isDamaged: (artifact) => {
      const location = parseLocation(artifact.location)
      if (location === undefined) return false
      if (location.kind === 'row') return ![undefined, artifact.size].includes(index.blobSize(location.id))
      if (damaged.has(artifact.location)) return true
      if (glanceAtFile(layout, location, artifact.size) !== 'corrupt') return false
      damaged.add(artifact.location)
      putAside(location)
      return true
    },
    read: (artifact) =>
      inStore(layout.root, async () => {
        const location = locate(artifact)
        if (location.kind === 'row') return row(artifact, location)
        if (location.kind === 'folder') throw notBytes(layout.root, artifact)
        if (artifact.size > constants.MAX_LENGTH) {
          throw new StoreError(
            layout.root,
            `cannot give ${artifact.size} bytes at once. Use a cacher that streams.`,
          )
        }
        const whole = Buffer.allocUnsafeSlow(
          glanceAtFile(layout, location, artifact.size) === 'whole' ? artifact.size : 0,
        )
        let at = 0
        for await (const chunk of stream(artifact)) {
          whole.set(chunk, at)
          at += chunk.length
        }
        return whole
      }),
    stream: (artifact) => stream(artifact),
    path: (artifact) =>
      inStore(layout.root, async () => {
        const location = locate(artifact)
        if (location.kind === 'row')
          return extract(artifact, await row(artifact, location), location.extension)
        await noteUse(location.folder)
        const finding = await proveFile(layout, location, artifact)
        return finding === 'whole'
          ? join(layout.artifacts, ...location.path.split('/'))
          : lose(artifact, location, finding)
      }),
    close: () => {
      if (outside !== undefined) rmSync(outside, { recursive: true, force: true })
      outside = undefined
    },
  }
}

const notBytes = (store: string, artifact: StoredArtifact): StoreError =>
  new StoreError(store, `holds a folder at ${artifact.location}: it can be had as a path, not as bytes.`)
