import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from '@stagewright/core'
import { claimsSchema, homeOf, settleIn } from './claim-rows.ts'
import type { Connection } from '../index/connection.ts'
import { fileIdentity } from '../index/index-files.ts'
import type { Layout } from '../layout.ts'
import { bootId } from './process-identity.ts'
import { problemOfWrite, type SqliteProblem } from '../index/sqlite-problem.ts'

/** So long the file is taken to be where it was. */
const trustedForMs = 2

/**
 * The database of claims, named by the boot of the machine: what a crash of the machine leaves there, which is not
 * synced, is never read.
 */
export interface ClaimsFile {
  /** Where the notes of a session that is alone are. */
  readonly notesPath: string
  readonly transact: <Value>(act: (on: Connection) => Value) => Value
  readonly connect: () => Connection
  /** Whether another session has written since this was last asked; in a transaction, by its connection. */
  readonly hasChanged: (on?: Connection) => boolean
  /** Moves a damaged file out of the way. */
  readonly putAside: () => void
  /** What an error calls for that a transaction met. */
  readonly problemOf: (thrown: unknown) => SqliteProblem
  readonly close: () => void
}

/** @param onNewFile told when there is another file than before, which knows of nothing */
export const createClaimsFile = (
  layout: Layout,
  open: (path: string) => Connection,
  onNewFile: () => void,
): ClaimsFile => {
  const path = join(layout.root, `claims-${bootId() || 'any'}.sqlite`)
  let connection: Connection | undefined
  let identity: string | undefined
  let checkedAt = Number.NEGATIVE_INFINITY
  let version = 0

  const drop = (): void => {
    checkedAt = Number.NEGATIVE_INFINITY
    try {
      connection?.close()
    } catch {
      // A damaged file may refuse to close; nothing is lost with it.
    }
    connection = undefined
  }
  const connect = (): Connection => {
    const now = performance.now()
    const isSpoiled = connection?.isSpoiled() === true
    if (connection !== undefined && !isSpoiled && now - checkedAt < trustedForMs) return connection
    checkedAt = now
    const isThere = connection !== undefined && fileIdentity(path) === identity
    if (connection !== undefined && isThere && !isSpoiled) return connection
    if (!existsSync(layout.format)) {
      throw new StoreError(layout.root, 'is not there any more: its folder was deleted while it was open.')
    }
    drop()
    if (!isThere) onNewFile()
    removeOlderBoots(layout, path)
    const fresh = open(path)
    // Known also where it turns out to be damaged, so that it can be put aside.
    identity = fileIdentity(path)
    try {
      fresh.exec(claimsSchema)
      const file = identity ?? ''
      if (homeOf(fresh) !== file) transactOn(fresh, (on) => settleIn(on, file))
    } catch (thrown) {
      fresh.close()
      throw thrown
    }
    connection = fresh
    return fresh
  }
  return {
    notesPath: `${path}-notes`,
    connect,
    transact: (act) => transactOn(connect(), act),
    hasChanged: (on = connect()) => {
      const seen = on.version()
      const isNew = seen !== version
      version = seen
      return isNew
    },
    putAside: () => {
      // At once, for the next transaction may come while the file is still thought to be where it was.
      drop()
      if (fileIdentity(path) !== identity) return
      for (const suffix of ['-wal', '-shm', '']) {
        try {
          renameSync(path + suffix, `${path}${suffix}.damaged`)
        } catch {
          // Not there, or another process was first.
        }
      }
    },
    problemOf: (thrown) => problemOfWrite(thrown, path),
    close: drop,
  }
}

const transactOn = <Value>(on: Connection, act: (on: Connection) => Value): Value => {
  on.begin()
  try {
    const value = act(on)
    on.commit()
    return value
  } catch (thrown) {
    try {
      on.rollback()
    } catch {
      // It ended by itself.
    }
    throw thrown
  }
}

const removeOlderBoots = (layout: Layout, path: string): void => {
  for (const name of readdirSync(layout.root)) {
    if (/^claims-.*\.sqlite/.test(name) && !join(layout.root, name).startsWith(path)) {
      rmSync(join(layout.root, name), { force: true })
    }
  }
}
