import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { takeClaim } from '@stagewright/core'
import type { Claims } from '../claims/claims.ts'
import type { Connection } from '../index/connection.ts'
import { createIndex, fileIdentity, indexPath, newestGeneration, retiringPath } from '../index/index-files.ts'
import type { Layout } from '../layout.ts'
import { moveToQuarantine } from '../artifacts/quarantine.ts'
import { withDamagedIndex } from './open-damaged.ts'
import { openRawPages } from './raw-pages.ts'
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
  const claim = await takeClaim({ claim: claims.take }, 'recover-index')
  try {
    if (newestGeneration(layout) !== generation) return
    const mark = retiringPath(layout, generation)
    writeFileSync(mark, '')
    const old = indexPath(layout, generation)
    const pages = existsSync(old) ? openRawPages(old) : undefined
    try {
      withDamagedIndex(layout, open, old, (connection) => {
        const remains = { connection, pages }
        createIndex(layout, open, generation + 1, (fresh) => fillFromRemains(layout, remains, fresh))
      })
    } finally {
      pages?.close()
    }
    for (const suffix of ['', '-wal', '-shm']) {
      if (fileIdentity(old + suffix) !== undefined)
        moveToQuarantine(layout, old + suffix, `index-${generation}.sqlite${suffix}`)
    }
    rmSync(mark, { force: true })
  } finally {
    await claim.release()
  }
}
