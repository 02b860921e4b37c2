import type {
  Claim,
  ClaimAnswer,
  Digest,
  HeldClaim,
  RunNote,
  StoreSession,
  Trace,
  TraceHead,
} from '@stagewright/core'
import { createArtifactReader } from './artifact-reader.ts'
import { createBatch } from './batch.ts'
import { createClaims, type SessionClaim } from './claims.ts'
import { commitExecutions, type PendingExecution, takeNumber } from './commit-executions.ts'
import type { Connection } from './connection.ts'
import { createDraft } from './draft.ts'
import { readOnlyDraft } from './empty-session.ts'
import { raiseFormat } from './format-file.ts'
import { createIndexHandle, type IndexHandle } from './index-handle.ts'
import { sweepIndexes } from './index-files.ts'
import { createIndexReader, type IndexReader } from './index-reader.ts'
import { short48 } from './hash.ts'
import { knowsPlaces, raiseSchema } from './must-have-schema.ts'
import { addPlaces } from './places.ts'
import { createRowBuffer } from './row-buffer.ts'
import { writeRunNote } from './run-notes.ts'
import { createKnownState, readState } from './index-state.ts'
import type { Layout } from './layout.ts'
import { createPathsInUse } from './paths-in-use.ts'
import { recoverIndex } from './recover-index.ts'
import { createRowIds } from './row-ids.ts'
import { retireSidecars } from './sidecar.ts'
import { sweepStaging } from './staging.ts'
import { createSummaries } from './summaries.ts'
import { syncFolderAtOnce } from './sync-folder.ts'
import { createTextTable } from './text-table.ts'
import { createUses, isNoted, writeUses } from './uses.ts'

export interface SessionOptions {
  readonly layout: Layout
  readonly open: (path: string) => Connection
  readonly readOnly: boolean
  readonly durability: 'fast' | 'fsync'
}

/** A session of the port, and what the commands of this package need beyond it. */
export interface FileSession extends StoreSession {
  readonly index: Pick<IndexReader, 'all' | 'newestFirst' | 'damage' | 'forgetAll'>
  readonly write: IndexHandle['write']
  /** A transaction after which look-ups find the same as before. */
  readonly tidy: IndexHandle['write']
  /** Tells of folders of artifacts whether somebody was given a path into them. */
  readonly isInUse: () => (folder: string) => boolean
  /** A query beyond those of the port. */
  readonly lookUp: IndexHandle['read']
  readonly rebuild: () => Promise<void>
}

export const openSession = async ({
  layout,
  open,
  readOnly,
  durability,
}: SessionOptions): Promise<FileSession> => {
  if (!readOnly) {
    raiseFormat(layout)
    sweepStaging(layout)
    sweepIndexes(layout)
  }
  const texts = createTextTable()
  const claims = createClaims(layout, open)
  const handle = createIndexHandle({
    layout,
    open,
    readOnly,
    durability,
    onChange: () => {
      texts.forgetAll()
      reader.forgetAll()
    },
    recover: (generation) => recoverIndex({ layout, open, claims, generation }),
  })
  const state = createKnownState()
  /** Runs a transaction after which look-ups may find something else. */
  const change: IndexHandle['write'] = (transaction) =>
    handle.write((connection) => state.change(connection, transaction))
  const reader = createIndexReader(handle.read, texts)
  const paths = createPathsInUse(claims)
  const artifacts = createArtifactReader({
    layout,
    readOnly,
    noteUse: paths.note,
    index: reader,
    dropRow: async (id) => {
      await change((connection) => connection.run('delete from blobs where id = ?', [id]))
      reader.forgetBlob(id)
    },
  })
  /** Runs that have begun are written along with what comes next. */
  let begun: readonly RunNote[] = []
  const takeBegun = (): ((connection: Connection) => void) => {
    const notes = begun
    begun = []
    return (connection) => notes.forEach((note) => writeRunNote(connection, note))
  }
  const commits = createBatch(async (pending: readonly PendingExecution[]): Promise<readonly Trace[]> => {
    const noteBegun = takeBegun()
    const committed = await change((connection) => {
      noteBegun(connection)
      return commitExecutions(connection, texts, pending, reader.presence)
    })
    return pending.map(({ trace, blobs }, at) => {
      reader.forgetExecution(trace)
      for (const { id } of blobs) reader.forgetBlob(id)
      retireSidecars(layout, committed[at]?.replaced ?? [], trace)
      return { ...trace, order: committed[at]?.order ?? 0 }
    })
  })
  await handle.start()
  if (!readOnly && !handle.read(knowsPlaces, true)) await handle.write(raiseSchema)
  const stateNow = (): string | undefined => handle.read(readState, undefined)
  const atFirst = stateNow()
  state.begin(atFirst)
  if (!readOnly && atFirst === undefined) await change(() => {})
  if (!readOnly && durability === 'fsync') syncFolderAtOnce(layout.root)
  reader.noteEmptiness()
  const uses = createUses()
  const noting = <Found extends TraceHead>(
    find: (key: Digest) => Found | undefined,
  ): ((key: Digest) => Found | undefined) =>
    readOnly
      ? find
      : (key) => {
          const found = find(key)
          if (found !== undefined) uses.note(found.order)
          return found
        }
  /** What is not noted is taken by garbage collection before its time, and nothing else. */
  const noteUses = async (): Promise<void> => {
    const used = uses.noted()
    if (used === undefined || handle.read((connection) => isNoted(connection, used), true)) return
    await handle.write((connection) => writeUses(connection, used)).catch(() => {})
  }
  const lookedAt = (answer: SessionClaim | HeldClaim): ClaimAnswer => {
    if (!answer.isTaken) return answer
    // What a step was thought to be before others wrote may be out of date much later.
    if (!answer.isAlone) handle.refresh()
    return {
      isTaken: true,
      othersSaved: handle.othersWrote(),
      release: answer.release,
      ...(answer.tell && { tell: answer.tell }),
    }
  }
  const nextRowId = createRowIds(() => handle.write((connection) => takeNumber(connection, 'session', 1)))

  return {
    index: reader,
    write: change,
    tidy: handle.write,
    lookUp: handle.read,
    isInUse: readOnly ? () => () => false : paths.isInUse,
    rebuild: handle.rebuild,
    readSets: reader.readSets,
    head: noting(reader.head),
    trace: noting(reader.trace),
    reading: reader.reading,
    latest: reader.latest,
    stood: reader.stood,
    stand: async (steps) => {
      if (readOnly || steps.length === 0) return
      await change((connection) => {
        const rows = createRowBuffer(connection)
        for (const { place, key } of steps) addPlaces(rows, place, short48(key))
        rows.flush()
      })
      for (const { place } of steps) reader.forgetPlace(place)
    },
    noteRun: async (note) => {
      if (readOnly) return
      if (note.status === 'running') begun = [...begun, note]
      else {
        const noteBegun = takeBegun()
        await handle.write((connection) => {
          noteBegun(connection)
          writeRunNote(connection, note)
        })
      }
    },
    runs: reader.runs,
    executions: function* () {
      for (const { trace, superseded } of reader.all()) if (trace !== undefined) yield { trace, superseded }
    },
    holds: artifacts.holds,
    isDamaged: artifacts.isDamaged,
    read: artifacts.read,
    stream: artifacts.stream,
    path: artifacts.path,
    draft: (info) =>
      readOnly
        ? readOnlyDraft(layout.root)
        : createDraft(info, { layout, sync: durability === 'fsync', nextRowId, commit: commits.add }),
    claim: (id) => {
      if (readOnly) return noClaim
      try {
        const answer = claims.take(id)
        return answer instanceof Promise ? answer.then(lookedAt) : lookedAt(answer)
      } catch (thrown) {
        return Promise.reject(thrown as Error)
      }
    },
    summaries: createSummaries({
      layout,
      readOnly,
      stateNow,
      isKnown: (now) => !handle.othersWrote() && state.isOurs(now),
      note: uses.note,
    }),
    close: async () => {
      await commits.settle()
      await noteUses()
      await claims.close()
      handle.close()
      artifacts.close()
    },
  }
}

const noClaim: Claim = { isTaken: true, othersSaved: false, release: async () => {} }
