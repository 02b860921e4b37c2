import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isManifest, readManifest, type StoredArtifact } from '@stagewright/core'
import { sha256 } from '../../files/sha256.ts'
import { parseLocation } from '../artifacts/location.ts'
import { stageChunks } from '../artifacts/staged-files.ts'
import { stagingFolder } from '../artifacts/staging.ts'
import { hashTree, listTree } from '../artifacts/tree-hash.ts'
import { insertBlob } from '../index/commit-executions.ts'
import { isOwnFolder, type Layout, makeFolder } from '../layout.ts'
import type { FileSession } from '../session.ts'
import { isNeutral } from './neutral-location.ts'
import { unpackArchive } from './tree-archive.ts'

/** Where artifacts are put that come from a remote. */
export interface PlaceFor {
  readonly layout: Layout
  readonly session: Pick<FileSession, 'tidy' | 'index'>
}

/**
 * Puts what a remote gave where the store has this artifact, if it proves to be that artifact.
 *
 * @returns whether it does
 */
export const placeArtifact = async (
  { layout, session }: PlaceFor,
  artifact: StoredArtifact,
  chunks: AsyncIterable<Uint8Array>,
): Promise<boolean> => {
  const location = parseLocation(artifact.location)
  if (location === undefined) return false
  if (location.kind === 'row') {
    const bytes = await gather(chunks, artifact.size)
    if (bytes === undefined || sha256(bytes) !== artifact.checksum || !isUsableList(artifact, bytes))
      return false
    await session.tidy((connection) => insertBlob(connection, location.id, bytes))
    session.index.forgetBlob(location.id)
    return true
  }
  const staged = stagingFolder(layout)
  const path = join(layout.artifacts, ...location.path.split('/'))
  makeFolder(layout, layout.staging)
  try {
    const isRight =
      location.kind === 'folder'
        ? await isTree(staged, artifact, chunks)
        : await isFile(staged, artifact, chunks)
    if (!isRight) return false
    makeFolder(layout, dirname(path))
    if (!isOwnFolder(dirname(path))) return false
    await rename(staged, path).catch((thrown: unknown) => {
      // Somebody else has put the same folder there.
      if (location.kind !== 'folder' || !isOwnFolder(path)) throw thrown
    })
    return true
  } finally {
    await rm(staged, { recursive: true, force: true })
  }
}

/** `undefined` for more bytes than there should be. */
export const gather = async (
  chunks: AsyncIterable<Uint8Array>,
  most: number,
): Promise<Buffer | undefined> => {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > most) return undefined
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

const isFile = async (
  path: string,
  artifact: StoredArtifact,
  chunks: AsyncIterable<Uint8Array>,
): Promise<boolean> => {
  if (isManifest(artifact)) {
    // A list is asked for all of its items at once, wherever it is.
    const bytes = await gather(chunks, artifact.size)
    if (bytes === undefined || !isUsableList(artifact, bytes)) return false
    return (await stageChunks(path, [bytes], false)).checksum === artifact.checksum
  }
  return (await stageChunks(path, chunks, false)).checksum === artifact.checksum
}

const isTree = async (
  path: string,
  artifact: StoredArtifact,
  chunks: AsyncIterable<Uint8Array>,
): Promise<boolean> =>
  (await unpackArchive(path, chunks)) &&
  (await hashTree(path, await listTree(path))).checksum === artifact.checksum

/** A list that was crafted must not name what other artifacts are. */
const isUsableList = (artifact: StoredArtifact, bytes: Uint8Array): boolean => {
  if (!isManifest(artifact)) return true
  try {
    return readManifest(bytes).every(({ stored }) => isNeutral(stored))
  } catch {
    return false
  }
}
