import { rmSync, writeFileSync } from 'node:fs'
import type { Claims } from './claims.ts'
import type { Connection } from './connection.ts'
import {
  connectIndex,
  createIndex,
  fileIdentity,
  indexPath,
  newestGeneration,
  retiringPath,
} from './index-files.ts'
import type { Layout } from './layout.ts'
import { moveToQuarantine } from './quarantine.ts'
import { fillFromRemains } from './salvage.ts'

export interface Recovery {
  readonly layout: Layout
  readonly open: (path: string) => Connection
  readonly claims: Pick<Claims, 'take'>
  /** 0 where there is no index. */
  readonly generation: number
}

/**
 * Replaces a damaged or lost index by one that holds all that can be proven of it. Only one process does so: the mark
 * tells those who use the old index that what they commit from now on has to be committed again.
 */
export const recoverIndex = async ({ layout, open, claims, generation }: Recovery): Promise<void> => {
  const claim = await claims.take('recover-index')
  try {
    if (newestGeneration(layout) !== generation) return
    const mark = retiringPath(layout, generation)
    writeFileSync(mark, '')
    createIndex(layout, open, generation + 1, (fresh) => {
      const old = connectOld(layout, open, generation)
      try {
        fillFromRemains(layout, old, fresh)
      } finally {
        old?.close()
      }
    })
    const old = indexPath(layout, generation)
    for (const suffix of ['', '-wal', '-shm']) {
      if (fileIdentity(old + suffix) !== undefined)
        moveToQuarantine(layout, old + suffix, `index-${generation}.sqlite${suffix}`)
    }
    rmSync(mark, { force: true })
  } finally {
    await claim.release()
  }
}

const connectOld = (
  layout: Layout,
  open: (path: string) => Connection,
  generation: number,
): Connection | undefined => {
  const path = indexPath(layout, generation)
  if (fileIdentity(path) === undefined) return undefined
  for (const access of ['write', 'read-unchanging'] as const) {
    try {
      const connection = connectIndex(open, path, access, 'fast')
      connection.blob('select cast(count(*) as blob) from sqlite_schema', [])
      return connection
    } catch {
      // What cannot be opened like this may open as a file without a log.
    }
  }
  return undefined
}
