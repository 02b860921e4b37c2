import {
  type ClaimAnswer,
  type Digest,
  type HeldClaim,
  type RunNote,
  StoreError,
  type StoreSession,
  type TraceHead,
} from '@stagewright/core'
import { createArtifactReader } from './artifacts/artifact-reader.ts'
import type { Claims, SessionClaim } from './claims/claims.ts'
import { createDraft } from './artifacts/draft.ts'
import { readOnlyDraft } from './empty-session.ts'
import { short48 } from './short48.ts'
import type { IndexHandle } from './index/index-handle.ts'
import type { IndexReader } from './index/index-reader.ts'
import { createKnownState } from './index/index-state.ts'
import { openStore, type OpenStore, type OpenStoreOptions, type Writer } from './open-store.ts'
import { createPathsInUse, type PathsInUse } from './garbage/paths-in-use.ts'
import { addPlaces } from './index/places.ts'
import { createRowBuffer } from './index/row-buffer.ts'
import { writeRunNote } from './index/run-notes.ts'
import { createSummaries } from './index/summaries.ts'
import { readCodeTexts } from './index/code-texts.ts'
import { createUses, isNoted, writeUses } from './index/uses.ts'

/** A session of the port, and what the commands of this package need beyond it. */
export interface FileSession extends StoreSession {
  readonly index: Pick<IndexReader, 'all' | 'newestFirst' | 'damage' | 'forgetAll' | 'forgetBlob'>
  readonly write: IndexHandle['write']
  /** A transaction after which look-ups find the same as before. */
  readonly tidy: IndexHandle['write']
  /** Tells of folders of artifacts whether somebody was given a path into them. */
  readonly isInUse: () => (folder: string) => boolean
  /** A query beyond those of the port. */
  readonly lookUp: IndexHandle['read']
  readonly rebuild: () => Promise<void>
}

/** A session with a store of its own, which closes with it. */
export const openSession = async (options: OpenStoreOptions): Promise<FileSession> => {
  const store = await openStore(options)
  const session = beginSession(store, options.readOnly)
  return {
    ...session,
    close: async () => {
      await session.close()
      store.close()
    },
  }
}

export const beginSession = (store: OpenStore, readOnly: boolean): FileSession => {
  const { layout, handle, reader } = store
  const writer: Writer = { state: createKnownState(), writes: 0 }
  writer.state.begin(store.stateNow())
  const changesBefore = store.changes()
  const othersWrote = (): boolean => store.changes() > changesBefore + writer.writes
  const change = store.change(writer)
  let isClosed = false
  let claims: Claims | undefined
  let pathsInUse: PathsInUse | undefined
  const ownClaims = (): Claims => {
    if (isClosed) throw new StoreError(layout.root, 'is closed.')
    return (claims ??= store.newClaims())
  }
  const paths = (): PathsInUse => (pathsInUse ??= createPathsInUse(ownClaims()))
  const artifacts = createArtifactReader({
    layout,
    readOnly,
    noteUse: (folder) => paths().note(folder),
    index: reader,
    dropRow: async (id) => {
      await change((connection) => connection.run('delete from blobs where id = ?', [id]))
      reader.forgetBlob(id)
    },
  })
  const ownBegun: RunNote[] = []
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
  const headOf = noting(reader.head)
  const traceOf = noting(reader.trace)
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
      othersSaved: othersWrote(),
      release: answer.release,
      ...(answer.tell && { tell: answer.tell }),
    }
  }

  return {
    index: reader,
    write: change,
    tidy: handle.write,
    lookUp: handle.read,
    isInUse: readOnly ? () => () => false : () => paths().isInUse(),
    rebuild: handle.rebuild,
    readSets: (bases) => bases.map(reader.readSets),
    heads: (keys) => keys.map(headOf),
    traces: (keys) => keys.map(traceOf),
    readings: (paths) => paths.map(reader.reading),
    latest: (stages, limit) => stages.map((stage) => reader.latest(stage, limit)),
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
      if (note.status === 'running') {
        ownBegun.push(note)
        store.begun.add(note)
      } else {
        const noteBegun = store.takeBegun()
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
    holds: (asked) => asked.map(artifacts.holds),
    damaged: (asked) => asked.map(artifacts.isDamaged),
    read: artifacts.read,
    stream: artifacts.stream,
    path: artifacts.path,
    codeTexts: (parts) => handle.read((connection) => readCodeTexts(connection, parts), noTexts),
    draft: (info) =>
      readOnly
        ? readOnlyDraft(layout.root)
        : createDraft(info, {
            layout,
            sync: store.sync,
            nextRowId: store.nextRowId,
            commit: async (execution) => {
              if (isClosed) throw new StoreError(layout.root, 'is closed.')
              return store.commit(execution, writer)
            },
          }),
    claim: (id) => {
      if (readOnly) return noClaim
      try {
        const answer = ownClaims().take(id)
        return answer instanceof Promise ? answer.then(lookedAt) : lookedAt(answer)
      } catch (thrown) {
        return Promise.reject(thrown as Error)
      }
    },
    summaries: createSummaries({
      layout,
      readOnly,
      stateNow: store.stateNow,
      isKnown: (now) => !othersWrote() && writer.state.isOurs(now),
      note: uses.note,
    }),
    close: async () => {
      if (isClosed) return
      await store.settle()
      isClosed = true
      for (const note of ownBegun) store.begun.delete(note)
      if (!readOnly) await noteUses()
      await claims?.close()
      artifacts.close()
    },
  }
}

const noTexts: ReadonlyMap<Digest, string> = new Map()

const noClaim: ClaimAnswer = { isTaken: true, othersSaved: false, release: () => Promise.resolve() }
