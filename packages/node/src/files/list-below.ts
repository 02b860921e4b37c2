import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What is below a folder, by names relative to it, with `/` between their parts. */
export interface Below {
  /** Each after the one that it is in. */
  readonly folders: readonly string[]
  readonly files: readonly string[]
}

/**
 * Everything below a folder. Links are followed.
 *
 * @throws Error naming a link back to a folder around it, what is neither a file nor a folder, and what cannot be read
 */
export const listBelow = async (root: string): Promise<Below> => {
  const folders: string[] = []
  const files: string[] = []
  const visit = async (folder: string, prefix: string, around: readonly string[]): Promise<void> => {
    const here = await realpath(folder)
    if (around.includes(here))
      throw new Error(`${folder} is a link to a folder around it, so that what is in it has no end.`)
    for (const child of await readdir(folder)) {
      const path = join(folder, child)
      const found = await stat(path).catch((error: unknown) => unreadable(path, child, error))
      if (found.isDirectory()) {
        folders.push(prefix + child)
        await visit(path, `${prefix}${child}/`, [...around, here])
      } else if (found.isFile()) files.push(prefix + child)
      else throw new Error(`${path} is neither a file nor a folder.`)
    }
  }
  await visit(root, '', [])
  return { folders, files }
}

const unreadable = (path: string, name: string, cause: unknown): never => {
  const { code } = cause as NodeJS.ErrnoException
  const isLost = code === 'ENOENT'
  const why = name.includes('\ufffd')
    ? 'has a name that is not UTF-8'
    : code === 'ELOOP'
      ? 'is a link that leads to itself'
      : isLost
        ? 'is a link to something that is not there'
        : 'cannot be read'
  throw new Error(`${path} ${why}.`, { cause })
}
