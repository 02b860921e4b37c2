import type { RunNote, Trace } from '@stagewright/core'
import { createBatch } from './index/batch.ts'
import { createClaims } from './claims/claims.ts'
import { commitExecutions, type PendingExecution, takeNumber } from './index/commit-executions.ts'
import type { Connection } from './index/connection.ts'
import { raiseFormat } from './format-file.ts'
import { createIndexHandle, type IndexHandle } from './index/index-handle.ts'
import { sweepIndexes } from './index/index-files.ts'
import { createIndexReader, type IndexReader } from './index/index-reader.ts'
import { changeState, type KnownState, readState } from './index/index-state.ts'
import type { Layout } from './layout.ts'
import { createCodeTexts } from './index/code-texts.ts'
import { createConnectionPool } from './index/connection-pool.ts'
import { knowsCode, raiseSchema } from './index/must-have-schema.ts'
import { recoverIndex } from './recovery/recover-index.ts'
import { createRowIds } from './index/row-ids.ts'
import { writeRunNote } from './index/run-notes.ts'
import { retireSidecars } from './artifacts/sidecar.ts'
import { sweepStaging } from './artifacts/staging.ts'
import { syncFolderAtOnce } from './artifacts/sync-folder.ts'
import { createTextTable } from './index/text-table.ts'

export interface OpenStoreOptions {
  readonly layout: Layout
  readonly open: (path: string) => Connection
  readonly readOnly: boolean
  readonly durability: 'fast' | 'fsync'
}

/** Whoever changes the index: it is told what it changed itself. */
export interface Writer {
  readonly state: KnownState
  /** Its transactions so far. */
  writes: number
}

/** A store that is open: what its sessions share. */
export interface OpenStore {
  readonly layout: Layout
  readonly handle: IndexHandle
  readonly reader: IndexReader
  readonly sync: boolean
  readonly commit: (execution: PendingExecution, writer: Writer) => Promise<Trace>
  /** Resolves when everything that was to be committed is. */
  readonly settle: () => Promise<void>
  /** Runs a transaction after which look-ups may find something else. */
  readonly change: (writer: Writer | undefined) => IndexHandle['write']
  /** How often the index was changed, by others as far as that was noticed. */
  readonly changes: () => number
  /** Runs that have begun, to be written along with what comes next. */
  readonly begun: Set<RunNote>
  readonly takeBegun: () => (connection: Connection) => void
  readonly nextRowId: () => number | Promise<number>
  readonly newClaims: () => ReturnType<typeof createClaims>
  readonly stateNow: () => string | undefined
  readonly close: () => void
}

export const openStore = async ({
  layout,
  open,
  readOnly,
  durability,
}: OpenStoreOptions): Promise<OpenStore> => {
  if (!readOnly) {
    raiseFormat(layout)
    sweepStaging(layout)
    sweepIndexes(layout)
  }
  const pool = createConnectionPool(open)
  const newClaims = () => createClaims(layout, pool.open)
  const texts = createTextTable()
  const code = createCodeTexts()
  const handle = createIndexHandle({
    layout,
    open,
    readOnly,
    durability,
    onChange: () => {
      texts.forgetAll()
      code.forgetAll()
      reader.forgetAll()
    },
    recover: async (generation) => {
      const claims = newClaims()
      try {
        await recoverIndex({ layout, open, claims, generation })
      } finally {
        await claims.close()
      }
    },
  })
  const reader = createIndexReader(handle.read, texts)
  let ownChanges = 0
  const change: OpenStore['change'] = (writer) => async (transaction) => {
    const value = await handle.write((connection) =>
      writer === undefined
        ? changeState(connection, transaction)
        : writer.state.change(connection, transaction),
    )
    ownChanges++
    if (writer !== undefined) writer.writes++
    return value
  }
  const begun = new Set<RunNote>()
  const takeBegun = (): ((connection: Connection) => void) => {
    const notes = [...begun]
    begun.clear()
    return (connection) => notes.forEach((note) => writeRunNote(connection, note))
  }
  const commits = createBatch(async (pending: readonly Committing[]): Promise<readonly Trace[]> => {
    const executions = pending.map(({ execution }) => execution)
    const [writer, ...others] = new Set(pending.map((each) => each.writer))
    // To each of several sessions that commit together, the others are others.
    const noteBegun = takeBegun()
    const committed = await change(others.length === 0 ? writer : undefined)((connection) => {
      noteBegun(connection)
      code.add(connection, executions)
      return commitExecutions(connection, texts, executions, reader.presence)
    })
    return executions.map(({ trace, blobs }, at) => {
      reader.forgetExecution(trace)
      for (const { id } of blobs) reader.forgetBlob(id)
      retireSidecars(layout, committed[at]?.replaced ?? [], trace)
      return { ...trace, order: committed[at]?.order ?? 0 }
    })
  })
  const stateNow = (): string | undefined => handle.read(readState, undefined)
  await handle.start()
  if (!readOnly && !handle.read(knowsCode, true)) await handle.write(raiseSchema)
  if (!readOnly && stateNow() === undefined) await change(undefined)(() => {})
  if (!readOnly && durability === 'fsync') syncFolderAtOnce(layout.root)
  reader.noteEmptiness()
  return {
    layout,
    handle,
    reader,
    sync: durability === 'fsync',
    commit: (execution, writer) => commits.add({ execution, writer }),
    settle: commits.settle,
    change,
    begun,
    takeBegun,
    changes: () => ownChanges + handle.foreignChanges(),
    nextRowId: createRowIds(() => handle.write((connection) => takeNumber(connection, 'session', 1))),
    newClaims,
    stateNow,
    close: () => {
      handle.close()
      pool.close()
    },
  }
}

interface Committing {
  readonly execution: PendingExecution
  readonly writer: Writer
}
