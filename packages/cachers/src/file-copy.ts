import { constants } from 'node:fs'
import { copyFile, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PathCacher, Ruled } from '@stagewright/core'
import { listBelow } from '@stagewright/node/files'
import type { OnlyRule } from './types/only-rule.ts'

export type FileCopyRule = OnlyRule<'fileCopy()', string, "it is not a string with a file's path">
export type FolderCopyRule = OnlyRule<'folderCopy()', string, "it is not a string with a folder's path">

/** Keeps a copy of a file. */
export interface FileCopyCacher extends PathCacher<string>, Ruled<FileCopyRule> {}
/** Keeps a copy of a folder. */
export interface FolderCopyCacher extends PathCacher<string>, Ruled<FolderCopyRule> {}

const copying = (kind: 'file' | 'folder', extension: string): PathCacher<string> =>
  Object.freeze({
    via: 'path',
    format: kind,
    extension,
    reloads: true,
    save: async (from: string, to: string) => {
      if (typeof from !== 'string')
        throw new TypeError(`${kind}Copy() holds the path of a ${kind}, and this is a ${typeof from}.`)
      const found = await stat(from)
      if (kind === 'file' ? !found.isFile() : !found.isDirectory())
        throw new TypeError(`${from} is not a ${kind}, and ${kind}Copy() holds the path of one.`)
      await (kind === 'file' ? copy(from, to) : copyFolder(from, to))
    },
    load: (path: string) => path,
  })

/** Shares the blocks where the file system can. */
const copy = (from: string, to: string): Promise<void> => copyFile(from, to, constants.COPYFILE_FICLONE)

const copyFolder = async (from: string, to: string): Promise<void> => {
  const { folders, files } = await listBelow(from)
  for (const name of ['', ...folders]) await mkdir(join(to, name))
  for (const name of files) await copy(join(from, name), join(to, name))
}

/**
 * Copies a file into the store: the function returns its path, and whoever needs it gets the copy's path, which is not to
 * be written to. The function's own file may be temporary. Needs a store that has files.
 *
 * @param extension of the copy, without the dot; default: `bin`
 */
export const fileCopy = (extension = 'bin'): FileCopyCacher => copying('file', extension)

/**
 * Copies a folder and all that is in it into the store, as `fileCopy()` copies a file. Links become what they lead to.
 *
 * @throws Error from `save`, naming a link to a folder around it, and what is neither a file nor a folder
 */
export const folderCopy = (): FolderCopyCacher => copying('folder', 'folder')
