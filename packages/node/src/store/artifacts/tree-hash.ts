import { createHash } from 'node:crypto'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest } from '@stagewright/core'
import { hashFile } from '../../files/hash-file.ts'

/** What is below a folder, sorted, and what is neither file nor folder there. */
export interface Tree {
  readonly files: readonly { readonly path: string; readonly size: number }[]
  readonly folders: readonly string[]
  readonly others: readonly string[]
}

export const listTree = async (root: string): Promise<Tree> => {
  const files: { path: string; size: number }[] = []
  const folders: string[] = []
  const others: string[] = []
  const pending = ['']
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const entry of await readdir(join(root, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`
      if (entry.isDirectory()) {
        folders.push(path)
        pending.push(path)
      } else if (entry.isFile()) {
        files.push({ path, size: (await lstat(join(root, path))).size })
      } else {
        others.push(path)
      }
    }
  }
  const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1)
  return { files: files.sort(byPath), folders: folders.sort(), others: others.sort() }
}

/** The identity of a folder: SHA-256 over the paths and contents of all that is in it. Times and permissions do not count. */
export const hashTree = async (
  root: string,
  tree: Tree,
): Promise<{ readonly checksum: Digest; readonly size: number }> => {
  const hash = createHash('sha256')
  let total = 0
  for (const folder of tree.folders) hash.update(`${JSON.stringify(['folder', folder])}\n`)
  for (const { path } of tree.files) {
    const { checksum, size } = await hashFile(join(root, path))
    hash.update(`${JSON.stringify(['file', path, size, checksum])}\n`)
    total += size
  }
  return { checksum: hash.digest('hex'), size: total }
}
