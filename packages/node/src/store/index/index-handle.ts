import { existsSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from '@stagewright/core'
import type { Connection } from './connection.ts'
import { storeProblem } from '../file-system-problem.ts'
import {
  type Access,
  connectIndex,
  createIndex,
  fileIdentity,
  indexPath,
  newestGeneration,
  retiringPath,
} from './index-files.ts'
import { mustHaveSchema } from './must-have-schema.ts'
import type { Layout } from '../layout.ts'
import { patience } from './schema.ts'
import { problemOfWrite, sqliteProblem } from './sqlite-problem.ts'
import { systemCode } from '../system-code.ts'

const trustedForMs = 2
const mostPatienceMs = 120_000
const mostAttempts = 4
/** Each waits some milliseconds; a read is only kept from the index while its log is being recovered. */
const mostBusyReads = 500

/** The index of a session: survives that others write to it, replace it, or delete it. */
export interface IndexHandle {
  /** Makes the index where there is none, and rebuilds it where it cannot be read. */
  readonly start: () => Promise<void>
  /** Gives `otherwise` where the index cannot be read; what is damaged is rebuilt before the next write. */
  readonly read: <Value>(query: (connection: Connection) => Value, otherwise: Value) => Value
  /** Runs the transaction until it is committed to the index that all sessions use. It may run several times. */
  readonly write: <Value>(transaction: (connection: Connection) => Value) => Promise<Value>
  /** Replaces the index by a new one that holds what of it can be proven. */
  readonly rebuild: () => Promise<void>
  /** The next read sees what others wrote until now. */
  readonly refresh: () => void
  /** How often others are known to have written since it was opened. */
  readonly foreignChanges: () => number
  /** Takes nothing for granted any more: the next read looks whether the file is still the same. */
  readonly doubt: () => void
  /** Brings what was written into the index's file, so that its log is empty, where nobody else is reading. */
  readonly checkpoint: () => void
  /** Where the index is, and how it looks to others, as long as it is open. */
  readonly file: () => { readonly path: string; readonly look: string } | undefined
  readonly close: () => void
}

export interface IndexHandleOptions {
  readonly layout: Layout
  readonly open: (path: string) => Connection
  readonly readOnly: boolean
  readonly durability: 'fast' | 'fsync'
  /** Others changed the index, or it is another one now. */
  readonly onChange: () => void
  /** Replaces a generation by the next, unless another process did. */
  readonly recover: (generation: number) => Promise<void>
}

interface Opened {
  readonly connection: Connection
  readonly generation: number
  readonly path: string
  readonly identity: string | undefined
  readonly access: Access
}

export const createIndexHandle = (options: IndexHandleOptions): IndexHandle => {
  const { layout, readOnly, onChange } = options
  let opened: Opened | undefined
  let checkedAt = 0
  let version: number | undefined
  let foreignChanges = 0
  let isFirst = true
  /** The generation that was found damaged, until it is replaced. */
  let damaged: number | undefined
  let isClosed = false
  /** Since the last checkpoint. */
  let hasWritten = false

  const current = (): Opened => {
    if (opened !== undefined) return opened
    const generation = newestGeneration(layout)
    const path = indexPath(layout, generation)
    const identity = fileIdentity(path)
    if (identity === undefined) throw new StoreError(layout.root, 'has no index.')
    const access = readOnly ? readAccess(path) : 'write'
    const connection = connectIndex(options.open, path, access, options.durability)
    opened = { connection, generation, path, identity, access }
    version = undefined
    if (!isFirst) foreignChanges++
    isFirst = false
    onChange()
    return opened
  }
  const drop = (): void => {
    try {
      opened?.connection.close()
    } catch {
      // A damaged index may refuse to close; nothing is lost with it.
    }
    opened = undefined
  }
  const check = (): Connection => {
    const now = performance.now()
    if (opened?.connection.isSpoiled() === true) drop()
    if (opened !== undefined && now - checkedAt < trustedForMs) return opened.connection
    if (opened !== undefined && hasMoved(opened)) drop()
    const { connection } = current()
    lookForOthers(connection)
    checkedAt = performance.now()
    return connection
  }
  const lookForOthers = (connection: Connection): void => {
    const seen = connection.version()
    if (seen === version) return
    // Any look may be the one that meets the change, not only one for a claim.
    if (version !== undefined) {
      foreignChanges++
      // The index stays open for long, and others may give it tables that nothing must be asked of.
      mustHaveSchema(connection)
    }
    version = seen
    onChange()
  }
  const recoverOnce = async (generation: number): Promise<void> => {
    drop()
    await options.recover(generation)
    damaged = undefined
  }
  const isReplaced = (index: Opened): boolean =>
    hasMoved(index) || existsSync(retiringPath(layout, index.generation))

  const read: IndexHandle['read'] = (query, otherwise) => {
    for (let attempt = 0, busy = 0; attempt < mostAttempts && busy < mostBusyReads && !isClosed; attempt++) {
      try {
        return query(check())
      } catch (thrown) {
        const problem = sqliteProblem(thrown)
        if (problem === 'busy') {
          attempt--
          busy++
          continue
        }
        const generation = opened?.generation ?? newestGeneration(layout)
        if (problem === 'damaged' && damaged !== generation && opened?.access !== 'read-unchanging') {
          damaged = generation
          return otherwise
        }
        if (opened?.access === 'read-unchanging') drop()
        else if (problem !== 'damaged') drop()
        if (attempt > 0) return otherwise
      }
    }
    return otherwise
  }

  const attemptWrite = <Value>(
    index: Opened,
    transaction: (connection: Connection) => Value,
  ): { value: Value } | 'again' => {
    const { connection } = index
    connection.begin()
    try {
      if (isReplaced(index)) {
        connection.rollback()
        return 'again'
      }
      // From here on nobody else can write: what is remembered is right.
      lookForOthers(connection)
      const value = transaction(connection)
      connection.commit()
      hasWritten = true
      return { value }
    } catch (thrown) {
      onChange()
      rollBack(connection)
      throw thrown
    }
  }

  const write: IndexHandle['write'] = async (transaction) => {
    const startedAt = performance.now()
    let failures = 0
    for (let pause = 2; ; pause = Math.min(pause * 1.5, 30)) {
      if (isClosed) throw new StoreError(layout.root, 'is closed.')
      mustBeThere(layout)
      try {
        if (opened !== undefined && (opened.connection.isSpoiled() || hasMoved(opened))) drop()
        const generation = opened?.generation ?? newestGeneration(layout)
        if (damaged === generation || generation === 0 || existsSync(retiringPath(layout, generation)))
          await recoverOnce(generation)
        const index = current()
        const outcome = attemptWrite(index, transaction)
        if (outcome !== 'again' && !isReplaced(index)) return outcome.value
      } catch (thrown) {
        const generation = opened?.generation ?? newestGeneration(layout)
        switch (problemOfWrite(thrown, indexPath(layout, generation))) {
          case 'busy':
            if (performance.now() - startedAt > mostPatienceMs) {
              throw new StoreError(layout.root, 'is kept busy by another process for two minutes.', thrown)
            }
            break
          case 'damaged':
            damaged = generation
            if (++failures >= mostAttempts) throw storeProblem(layout.root, thrown)
            break
          case 'full':
          case 'read-only':
            throw storeProblem(layout.root, thrown)
          case 'other':
            // What is wrong with the transaction itself stays wrong.
            if (systemCode(thrown) === undefined) throw thrown
            mustBeThere(layout)
            drop()
            if (++failures >= mostAttempts) throw storeProblem(layout.root, thrown)
        }
      }
      await sleep(pause * Math.random())
    }
  }

  return {
    start: async () => {
      if (readOnly) return
      if (newestGeneration(layout) === 0) {
        if (existsSync(layout.artifacts)) await options.recover(0)
        else createIndex(layout, options.open, 1)
      }
      await write(probe)
    },
    read,
    write,
    rebuild: async () => {
      damaged = opened?.generation ?? newestGeneration(layout)
      await write(probe)
    },
    refresh: () => {
      try {
        if (opened === undefined) foreignChanges++
        else lookForOthers(opened.connection)
      } catch {
        checkedAt = 0
        foreignChanges++
      }
    },
    foreignChanges: () => foreignChanges,
    checkpoint: () => {
      if (opened === undefined || !hasWritten || damaged === opened.generation) return
      hasWritten = false
      checkpoint(opened.connection)
    },
    file: () => opened && { path: opened.path, look: lookOf(opened.path) },
    doubt: () => {
      checkedAt = 0
    },
    close: () => {
      isClosed = true
      if (opened !== undefined && opened.access === 'write' && damaged !== opened.generation) {
        checkpoint(opened.connection)
      }
      drop()
    },
  }
}

const hasMoved = ({ path, identity, access }: Opened): boolean =>
  fileIdentity(path) !== identity || (access === 'read-unchanging' && readAccess(path) !== access)

/** Without anything in its log, an index is read as a file that does not change: that leaves nothing behind. */
const readAccess = (path: string): Access =>
  (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0 && existsSync(`${path}-shm`)
    ? 'read'
    : 'read-unchanging'

/** Looks at the newest row of every table: an index that was cut short or emptied has none. */
const probe = (connection: Connection): void => {
  for (const [table, column] of [
    ['texts', 'id'],
    ['spare_texts', 'id'],
    ['executions', 'id'],
    ['bases', 'id'],
    ['blobs', 'id'],
    ['readings', 'path'],
  ]) {
    connection.blob(`select cast(max(${column}) as blob) from ${table}`, [])
  }
}

const mustBeThere = (layout: Layout): void => {
  if (!existsSync(layout.format)) {
    throw new StoreError(layout.root, 'is not there any more: its folder was deleted while it was open.')
  }
}

const rollBack = (connection: Connection): void => {
  try {
    connection.rollback()
  } catch {
    // The failure ended the transaction by itself.
  }
}

const checkpoint = (connection: Connection): void => {
  for (const sql of ['pragma busy_timeout = 0; pragma wal_checkpoint(truncate)', patience]) {
    try {
      connection.exec(sql)
    } catch {
      // Somebody else is reading; the log stays for them.
    }
  }
}

/** Changes when the file is replaced or written, by whichever program. */
export const lookOf = (path: string): string => {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found === undefined ? '' : `${found.ino}.${found.size}.${found.mtimeNs}`
}
