import { StoreError } from '@stagewright/core'
import type { GarbageChoice } from './choose-garbage.ts'
import type { Connection } from '../index/connection.ts'
import { removeCodeTexts } from '../index/code-texts.ts'
import { emptyExecutions } from '../index/empty-executions.ts'
import type { Candidate } from './garbage-candidates.ts'
import { short48 } from '../short48.ts'
import type { Layout } from '../layout.ts'
import { parseLocation } from '../artifacts/location.ts'
import { sameOnDisk } from '../artifacts/safe-name.ts'
import type { FileSession } from '../session.ts'
import { folderOf } from '../artifacts/sidecar.ts'
import { sqliteProblem } from '../index/sqlite-problem.ts'
import { storedIn } from '../artifacts/stored-in.ts'
import { findAbandonedFolders, removeFolder, sweepOldFiles } from './sweep-folders.ts'

/** So many executions go in one transaction: others wait for it. */
const atOnce = 5_000
const pagesAtOnce = 2_000

/** Removes what was chosen among the executions up to `lastId`; what others commit meanwhile stays whole. */
export const removeGarbage = async (
  session: FileSession,
  layout: Layout,
  choice: GarbageChoice,
  lastId: number,
): Promise<void> => {
  const going = [...choice.removed, ...choice.emptied]
  const staying = new Set(choice.kept.flatMap(({ artifacts }) => artifacts.map(({ location }) => location)))
  try {
    await removeRows(session, choice, staying, lastId)
  } catch (thrown) {
    if (!(thrown instanceof StoreError) || sqliteProblem(thrown.cause) !== 'full') throw thrown
    // On a full disk the index cannot be written before there is room. What is named and gone is only made again.
    await removeFolders(layout, going, staying, session.isInUse())
    await removeRows(session, choice, staying, lastId)
  }
  await removeFolders(layout, going, staying, session.isInUse())
}

/** Adds to what stays what others named meanwhile. */
const removeRows = async (
  session: FileSession,
  { removed, emptied, kept }: GarbageChoice,
  staying: Set<string>,
  lastId: number,
): Promise<void> => {
  const bases = new Set([...kept, ...emptied].map(({ base }) => base))
  const codes = new Set([...kept, ...emptied].map(({ parts }) => parts))
  let seen = lastId
  /** What others committed since the choice may use artifacts of what is removed. */
  const lookForNew = (): void => {
    session.index.forgetAll()
    for (const { trace, id } of session.index.all(seen)) {
      seen = Math.max(seen, id)
      if (trace === undefined) continue
      bases.add(short48(trace.base))
      codes.add(trace.parts)
      for (const { location } of storedIn(trace)) staying.add(location)
    }
  }
  const rowsOf = (candidates: readonly Candidate[]): readonly number[] =>
    candidates.flatMap(({ artifacts }) =>
      artifacts.flatMap(({ location }) => {
        const parsed = parseLocation(location)
        return parsed?.kind === 'row' && !staying.has(location) ? [parsed.id] : []
      }),
    )
  for (const some of chunksOf(removed)) {
    await session.write((connection) => {
      lookForNew()
      const ids = some.map(({ id }) => id)
      deleteRows(connection, 'executions', 'id', ids)
      deleteRows(connection, 'uses', 'id', ids)
      deleteRows(connection, 'blobs', 'id', rowsOf(some))
      const goneBases = some.map(({ base }) => base).filter((base) => !bases.has(base))
      deleteRows(connection, 'bases', 'base', goneBases)
    })
  }
  for (const some of chunksOf(emptied)) {
    await session.write((connection) => {
      lookForNew()
      const ids = some.map(({ id }) => id)
      emptyExecutions(connection, ids)
      deleteRows(connection, 'blobs', 'id', rowsOf(some))
    })
  }
  // Texts of code answer no look-up of a plan, so that summaries stay.
  await session.tidy((connection) => {
    lookForNew()
    removeCodeTexts(connection, new Set([...codes].flatMap((parts) => Object.values(parts).map(short48))))
  })
  await session.tidy((connection) =>
    connection.run(
      'delete from places where key not in (select key from executions where key is not null)',
      [],
    ),
  )
  await giveBackPages(session)
  session.index.forgetAll()
}

const chunksOf = (candidates: readonly Candidate[]): readonly (readonly Candidate[])[] =>
  Array.from({ length: Math.ceil(candidates.length / atOnce) }, (_, at) =>
    candidates.slice(at * atOnce, (at + 1) * atOnce),
  )

const deleteRows = (
  connection: Connection,
  table: string,
  column: string,
  values: readonly number[],
): void => {
  connection.run(`delete from ${table} where ${column} in (select value from json_each(?))`, [
    JSON.stringify(values),
  ])
}

/** The index gets smaller on disk, little by little, so that nobody waits for long. */
const giveBackPages = async (session: FileSession): Promise<void> => {
  const free = (connection: Connection): number =>
    Number(
      connection.blob('select cast(freelist_count as blob) from pragma_freelist_count', [])?.toString() ?? 0,
    )
  for (let left = await session.tidy(free); left > 0;) {
    const before = left
    left = await session.tidy((connection) => {
      connection.exec(`pragma incremental_vacuum(${pagesAtOnce})`)
      return free(connection)
    })
    if (left >= before) return
  }
}

const removeFolders = async (
  layout: Layout,
  going: readonly Candidate[],
  staying: ReadonlySet<string>,
  isInUse: (folder: string) => boolean,
): Promise<void> => {
  const foldersOf = (locations: Iterable<string>): readonly string[] =>
    [...locations].flatMap((location) => folderOf(location) ?? [])
  const named = new Set(foldersOf(staying).map(sameOnDisk))
  const doomed = foldersOf(going.flatMap(({ artifacts }) => artifacts.map(({ location }) => location)))
  const abandoned = await findAbandonedFolders(layout, (folder) => named.has(sameOnDisk(folder)))
  for (const folder of new Set([...doomed, ...abandoned])) {
    // Somebody may have been given a path since the choice: the next collection finds the folder abandoned.
    if (!named.has(sameOnDisk(folder)) && !isInUse(folder)) await removeFolder(layout, folder)
  }
  await sweepOldFiles(layout)
}
