/// <reference lib="esnext.disposable" preserve="true" />
import { resolve } from 'node:path'
import type { Remote, Store, StoreSession } from '@stagewright/core'
import { loadSqlite } from './index/connection.ts'
import { emptySession } from './empty-session.ts'
import { inStore } from './file-system-problem.ts'
import { findStore } from './format-file.ts'
import { newestGeneration } from './index/index-files.ts'
import { beginReading, beginWriting, closeKept } from './kept-stores.ts'
import { type Layout, layoutOf } from './layout.ts'
import { beginShared } from './remote/shared-session.ts'
import { type FileSession, openSession } from './session.ts'

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
  /**
   * Whether the code of stages and of their helpers is stored beside what it made, so that people can be shown how it
   * changed. Where it is not, they see which helper changed. What is stored already stays until it is collected.
   *
   * @defaultValue true
   */
  readonly keepCode?: boolean
  /**
   * Where machines share results. Opening the store, for reading too, takes over what others have shared since, so that plans
   * know of it; artifacts are fetched when they are loaded. What is committed is shared meanwhile, and when a session is closed.
   * Without a network the store goes on with what it has, and a warning tells so.
   */
  readonly remote?: Remote
}

/** A store in a folder. */
export interface FileStore extends Store {
  /** Absolute. */
  readonly folder: string
  /**
   * Closes the store's files now, or with the last run that uses them. By itself a store closes them a second after its last
   * run. Whoever uses it again opens it again.
   */
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/**
 * A store in a folder: safe to delete, and safe to use by many processes of one machine at the same time. A process opens it
 * once, however often it is made and used.
 *
 * @param directory made when the store is first opened for writing
 */
export const fileStore = (directory: string, options: FileStoreOptions = {}): FileStore => {
  const layout = layoutOf(resolve(directory))
  const { durability = 'fast', keepCode = true, remote } = options
  const openLocal = async (): Promise<StoreSession> => {
    const session = beginReading({ layout, durability })
    if (session !== undefined) return session
    if (!findStore(layout) || newestGeneration(layout) === 0) return emptySession
    return openSession({ layout, open: await loadSqlite(), readOnly: true, durability })
  }
  const open = ({ readOnly }: { readonly readOnly: boolean }): Promise<StoreSession> =>
    inStore(layout.root, async () => {
      if (remote !== undefined) {
        const writing = await beginWriting({ layout, durability }).catch((thrown: unknown) => {
          if (!readOnly) throw thrown
        })
        // A folder that cannot be written is read as it is.
        if (writing === undefined) return openLocal()
        return sharing(remote, layout, writing, readOnly ? beginReading({ layout, durability }) : undefined)
      }
      if (readOnly) return openLocal()
      return beginWriting({ layout, durability })
    })
  const close = (): Promise<void> => closeKept({ layout, durability })
  return {
    name: directory,
    folder: layout.root,
    close,
    [Symbol.asyncDispose]: close,
    open: async (mode) => {
      const session = await open(mode)
      return keepCode ? session : withoutCode(session)
    },
  }
}

const withoutCode = (session: StoreSession): StoreSession => ({
  ...session,
  draft: ({ stage, record, key }) => session.draft({ stage, record, key }),
})

const sharing = async (
  remote: Remote,
  layout: Layout,
  writing: FileSession,
  reading: FileSession | undefined,
): Promise<StoreSession> => {
  try {
    return await beginShared({ remote, layout, writing, asked: reading ?? writing, pulls: true })
  } catch (thrown) {
    await reading?.close()
    await writing.close()
    throw thrown
  }
}
