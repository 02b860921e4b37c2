import { resolve } from 'node:path'
import type { Store } from '@stagewright/core'
import { loadSqlite } from './connection.ts'
import { emptySession } from './empty-session.ts'
import { inStore } from './file-system-problem.ts'
import { createStore, findStore, mustBeWritable } from './format-file.ts'
import { newestGeneration } from './index-files.ts'
import { layoutOf } from './layout.ts'
import { mustBeOursAlone } from './network-drive.ts'
import { openSession } from './session.ts'

export interface FileStoreOptions {
  /**
   * What survives a power loss; whatever kills the process, both settings keep all that was committed.
   *
   * - `fast`: the store stays whole, the last commits may be gone, and a large artifact may turn out damaged. Its
   *   checksum shows it, and it is made again.
   * - `fsync`: everything that was committed is there.
   *
   * @defaultValue 'fast'
   */
  readonly durability?: 'fast' | 'fsync'
}

/**
 * A store in a folder: safe to delete, and safe to use by many processes of one machine at the same time.
 *
 * @param directory made when the store is first opened for writing
 */
export const fileStore = (directory: string, options: FileStoreOptions = {}): Store => {
  const root = resolve(directory)
  return {
    name: directory,
    open: ({ readOnly }) =>
      inStore(root, async () => {
        const layout = layoutOf(root)
        if (!findStore(layout)) {
          if (readOnly) return emptySession
          createStore(layout)
        }
        if (!readOnly) {
          mustBeWritable(layout)
          mustBeOursAlone(layout)
        }
        if (readOnly && newestGeneration(layout) === 0) return emptySession
        const open = await loadSqlite()
        return openSession({ layout, open, readOnly, durability: options.durability ?? 'fast' })
      }),
  }
}
