import { resolve } from 'node:path'
import { loadSqlite } from './index/connection.ts'
import { findStore } from './format-file.ts'
import { newestGeneration } from './index/index-files.ts'
import { type Layout, layoutOf } from './layout.ts'
import { type FileSession, openSession } from './session.ts'

/** Runs something with an open store; `undefined` where there is none. */
export const withStore = async <Value>(
  directory: string,
  readOnly: boolean,
  act: (session: FileSession, layout: Layout) => Promise<Value>,
): Promise<Value | undefined> => {
  const layout = layoutOf(resolve(directory))
  if (!findStore(layout) || (readOnly && newestGeneration(layout) === 0)) return undefined
  const session = await openSession({ layout, open: await loadSqlite(), readOnly, durability: 'fast' })
  try {
    return await act(session, layout)
  } finally {
    await session.close()
  }
}
