import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { join, relative } from 'node:path'

const isSkipped = (name: string): boolean => name === 'node_modules' || name.startsWith('.')

/**
 * Tells of changes in a folder and those below it, but for hidden ones and node_modules, in which a recursive watch of
 * the whole would open thousands of files.
 *
 * @returns ends it
 */
export const watchFolders = (root: string, tell: (path: string) => void): (() => void) => {
  const watchers = new Map<string, FSWatcher>()
  const add = (folder: string): void => {
    if (watchers.has(folder)) return
    try {
      const watcher = watch(folder, (_, name) => {
        if (name === null || isSkipped(name)) return
        const path = join(folder, name)
        if (isFolder(path)) add(path)
        tell(relative(root, path))
      })
      watcher.on('error', () => {
        watcher.close()
        watchers.delete(folder)
      })
      watchers.set(folder, watcher)
      for (const entry of readdirSync(folder, { withFileTypes: true }))
        if (entry.isDirectory() && !isSkipped(entry.name)) add(join(folder, entry.name))
    } catch {
      // A folder that is gone again, or may not be read, has nothing to tell.
    }
  }
  add(root)
  return () => {
    for (const watcher of watchers.values()) watcher.close()
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
