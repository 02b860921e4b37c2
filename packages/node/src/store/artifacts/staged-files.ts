import { createHash } from 'node:crypto'
import { lstat, open, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Content, type Digest, StoreError } from '@stagewright/core'
import { hashFile } from '../../files/hash-file.ts'
import { syncFolder } from './sync-folder.ts'
import { hashTree, listTree } from './tree-hash.ts'

/** What was written at a path beside the store's content, with its proof. */
export interface StagedArtifact {
  readonly kind: 'file' | 'folder'
  readonly checksum: Digest
  readonly size: number
}

/** Writes chunks to a new file, never more than one in memory, and hashes them on the way. */
export const stageChunks = async (
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  sync: boolean,
): Promise<StagedArtifact> => {
  const hash = createHash('sha256')
  let size = 0
  const file = await open(path, 'wx')
  try {
    for await (const chunk of chunks) {
      hash.update(chunk)
      await writeAll(file, chunk)
      size += chunk.length
    }
    if (sync) await file.sync()
  } finally {
    await file.close()
  }
  return { kind: 'file', checksum: hash.digest('hex'), size }
}

const writeAll = async (file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> => {
  for (let done = 0; done < chunk.length;) done += (await file.write(chunk, done)).bytesWritten
}

/** Lets a cacher write at a path, and proves what it wrote. */
export const stagePath = async (
  store: string,
  path: string,
  content: Extract<Content, { via: 'path' }>,
  sync: boolean,
): Promise<StagedArtifact> => {
  await content.write(path)
  const found = await lstat(path).catch(() => undefined)
  if (found?.isDirectory() === true) {
    const tree = await listTree(path)
    const other = tree.others[0]
    if (other !== undefined) {
      throw new StoreError(store, `cannot keep a folder that holds links or devices, such as ${other}.`)
    }
    if (sync) for (const { path: file } of tree.files) await syncFile(join(path, file))
    if (sync) for (const folder of ['', ...tree.folders]) await syncFolder(join(path, folder))
    return { kind: 'folder', ...(await hashTree(path, tree)) }
  }
  if (found?.isFile() === true) {
    if (sync) await syncFile(path)
    return { kind: 'file', ...(await hashFile(path)) }
  }
  throw new StoreError(
    store,
    `was given nothing to keep: the cacher wrote neither a file nor a folder at the path it was given (${path}).`,
  )
}

export const stageSmallFile = async (
  path: string,
  bytes: Uint8Array | string,
  sync: boolean,
): Promise<void> => {
  await writeFile(path, bytes, { flag: 'wx' })
  if (sync) await syncFile(path)
}

/** Moves a finished folder to its place, where it appears whole. The folder above it is there. */
export const publishFolder = async (from: string, to: string, sync: boolean): Promise<void> => {
  const parent = dirname(to)
  if (sync) await syncFolder(from)
  await rename(from, to)
  if (sync) for (const folder of [parent, dirname(parent), dirname(dirname(parent))]) await syncFolder(folder)
}

const syncFile = async (path: string): Promise<void> => {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
