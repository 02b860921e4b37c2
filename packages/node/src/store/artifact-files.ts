import { lstatSync } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { StoredArtifact } from '@stagewright/core'
import { chunksOf, hashOpenFile } from './file-hash.ts'
import { systemCode } from './system-code.ts'
import type { Layout } from './layout.ts'
import type { Location } from './location.ts'
import { hashTree, listTree } from './tree-hash.ts'

type FileLocation = Extract<Location, { kind: 'file' | 'folder' }>

/** What was found where an artifact should be. */
export type Finding = 'whole' | 'missing' | 'corrupt'

/** By size alone; a folder's files are not looked at. */
export const fileIsThere = (layout: Layout, location: FileLocation, size: number): boolean => {
  const found = lstatSync(join(layout.artifacts, location.path), { throwIfNoEntry: false })
  return location.kind === 'folder'
    ? found?.isDirectory() === true
    : found?.isFile() === true && found.size === size
}

/** The path, if what stands there is of the right kind and no link leads out of the store. */
const findFile = async (layout: Layout, location: FileLocation): Promise<string | undefined> => {
  const path = join(layout.artifacts, location.path)
  try {
    const [root, real] = await Promise.all([realpath(layout.artifacts), realpath(path)])
    const found = await lstat(path)
    const isKind = location.kind === 'folder' ? found.isDirectory() : found.isFile()
    return isKind && real === root + sep + location.path.replaceAll('/', sep) ? path : undefined
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR') return undefined
    throw thrown
  }
}

/** Reads all of an artifact that is a file or folder, in bounded memory. */
export const proveFile = async (
  layout: Layout,
  location: FileLocation,
  artifact: StoredArtifact,
): Promise<Finding> => {
  const path = await findFile(layout, location)
  if (path === undefined) return 'missing'
  if (location.kind === 'folder') {
    const tree = await listTree(path)
    const { checksum, size } = await hashTree(path, tree)
    return tree.others.length === 0 && checksum === artifact.checksum && size === artifact.size
      ? 'whole'
      : 'corrupt'
  }
  if ((await lstat(path)).size !== artifact.size) return 'corrupt'
  const file = await open(path, 'r')
  try {
    return (await hashOpenFile(file)).checksum === artifact.checksum ? 'whole' : 'corrupt'
  } finally {
    await file.close()
  }
}

/** The content of a file, proven before the first chunk. Gives back what is wrong instead, if something is. */
export async function* provenChunks(
  layout: Layout,
  location: FileLocation,
  artifact: StoredArtifact,
): AsyncGenerator<Uint8Array, Finding> {
  const path = await findFile(layout, location)
  if (path === undefined) return 'missing'
  const file = await open(path, 'r')
  try {
    if ((await file.stat()).size !== artifact.size) return 'corrupt'
    if ((await hashOpenFile(file)).checksum !== artifact.checksum) return 'corrupt'
    yield* chunksOf(file)
    return 'whole'
  } finally {
    await file.close()
  }
}
