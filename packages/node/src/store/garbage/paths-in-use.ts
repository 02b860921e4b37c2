import { randomUUID } from 'node:crypto'
import type { Claims } from '../claims/claims.ts'
import { sameOnDisk } from '../artifacts/safe-name.ts'
import { sqliteProblem } from '../index/sqlite-problem.ts'

const beginning = 'path:'

/** Tells garbage collection which folders of artifacts somebody was given a path into. */
export interface PathsInUse {
  /** From now on until the session ends. */
  readonly note: (folder: string) => Promise<void>
  /** Those of all sessions. */
  readonly isInUse: () => (folder: string) => boolean
}

export const createPathsInUse = (claims: Claims): PathsInUse => {
  const noted = new Set<string>()
  return {
    note: async (folder) => {
      if (noted.has(folder)) return
      noted.add(folder)
      // Any number of sessions may use a folder, so each has a claim of its own. A full disk is no reason not to read.
      await claims.show(`${beginning}${folder}/${randomUUID()}`).catch(() => noted.delete(folder))
    },
    isInUse: () => {
      const folders = new Set(idsIn(claims).map((id) => sameOnDisk(id.slice(0, id.lastIndexOf('/')))))
      return (folder) => folders.has(sameOnDisk(folder))
    },
  }
}

const idsIn = (claims: Claims): readonly string[] => {
  try {
    return claims.heldBelow(beginning)
  } catch (thrown) {
    // On a full disk nobody's claims can be looked at, and making room comes first.
    if (sqliteProblem(thrown) === 'full') return []
    throw thrown
  }
}
