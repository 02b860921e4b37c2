import { randomUUID } from 'node:crypto'
import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Makes a folder of a store, unless it is there.
 *
 * @throws where a link stands in its place: a store that somebody else made must not choose where this process writes
 */
export const makeFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  if (lstatSync(folder).isSymbolicLink())
    throw new Error(`${folder} is a link, and nothing is written through it. Remove the link.`)
}

/** Writes a file that appears whole or not at all. A link of its name is replaced, not followed. */
export const writeFresh = (path: string, content: string | Uint8Array): void => {
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    writeFileSync(draft, content, { flag: 'wx' })
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** Writes the page of that name into a store's folder of reports, and gives its path. */
export const writePage = (store: string, name: string, page: string): string => {
  const folder = join(store, 'reports')
  makeFolder(folder)
  const path = join(folder, name)
  writeFresh(path, page)
  return path
}
