import { lstatSync } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { StoredArtifact } from '@stagewright/core'
import { chunksOf, hashFile, hashOpenFile } from '../../files/hash-file.ts'
import { systemCode } from '../system-code.ts'
import type { Layout } from '../layout.ts'
import type { Location } from './location.ts'
import { sameOnDisk } from './safe-name.ts'
import { hashTree, listTree } from './tree-hash.ts'

type FileLocation = Extract<Location, { kind: 'file' | 'folder' }>

/** What was found where an artifact should be. */
export type Finding = 'whole' | 'missing' | 'corrupt'

/** By kind and size alone; a folder's files are not looked at. */
export const glanceAtFile = (layout: Layout, location: FileLocation, size: number): Finding => {
  const found = lstatSync(join(layout.artifacts, location.path), { throwIfNoEntry: false })
  if (found === undefined) return 'missing'
  const isRight = location.kind === 'folder' ? found.isDirectory() : found.isFile() && found.size === size
  return isRight ? 'whole' : 'corrupt'
}

/** The path, if what stands there is of the right kind and no link leads out of the store. */
const findFile = async (layout: Layout, location: FileLocation): Promise<string | undefined> => {
  const path = join(layout.artifacts, location.path)
  const [root, real, found] = await Promise.all([realpath(layout.artifacts), realpath(path), lstat(path)])
  const isKind = location.kind === 'folder' ? found.isDirectory() : found.isFile()
  const expected = root + sep + location.path.replaceAll('/', sep)
  // Where a disk ignores case, two stages whose names differ in it share a folder.
  return isKind && sameOnDisk(real) === sameOnDisk(expected) ? path : undefined
}

/** Reads all of an artifact that is a file or folder, in bounded memory. */
export const proveFile = (
  layout: Layout,
  location: FileLocation,
  artifact: StoredArtifact,
): Promise<Finding> =>
  orMissing(async () => {
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
    return (await hashFile(path)).checksum === artifact.checksum ? 'whole' : 'corrupt'
  })

/** The content of a file, proven before the first chunk. Gives back what is wrong instead, if something is. */
export async function* provenChunks(
  layout: Layout,
  location: FileLocation,
  artifact: StoredArtifact,
): AsyncGenerator<Uint8Array, Finding> {
  const file = await orMissing(async () => {
    const path = await findFile(layout, location)
    return path === undefined ? 'missing' : open(path, 'r')
  })
  if (typeof file === 'string') return file
  try {
    if ((await file.stat()).size !== artifact.size) return 'corrupt'
    if ((await hashOpenFile(file)).checksum !== artifact.checksum) return 'corrupt'
    yield* chunksOf(file)
    return 'whole'
  } finally {
    await file.close()
  }
}

/** Garbage collection, or a person, may take a file away at any moment while it is being found. */
const orMissing = async <Found>(find: () => Promise<Found>): Promise<Found | 'missing'> => {
  try {
    return await find()
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing'
    throw thrown
  }
}
