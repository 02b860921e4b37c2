import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Trace } from '@stagewright/core'
import type { Connection } from './connection.ts'
import { short48 } from './hash.ts'
import { isOwnExecution, type Layout } from './layout.ts'
import { parseLocation } from './location.ts'
import { withStore } from './open-directory.ts'
import type { FileSession } from './session.ts'
import { folderOf } from './sidecar.ts'
import { stagingFolder } from './staging.ts'

const orphanMs = 3600_000

export interface GarbageOptions {
  /** Removes what finished longer ago than this. */
  readonly olderThanMs?: number
  /** Removes the oldest until what is left has at most so many bytes. */
  readonly maxBytes?: number
  /** What stays whatever the other options say. */
  readonly keep?: (trace: Trace) => boolean
  /** Says what would be removed, and removes nothing. */
  readonly dryRun?: boolean
}

export interface GarbageReport {
  readonly removed: readonly Trace[]
  /** Executions that stay. */
  readonly kept: number
  readonly bytesRemoved: number
  readonly bytesKept: number
}

/**
 * Removes executions with their artifacts: those that a later one replaced, and those that the options name. Others may
 * use the store meanwhile; who wants what was just removed runs it again.
 *
 * @throws StoreError for a folder that is not a store
 */
export const collectGarbage = async (
  directory: string,
  options: GarbageOptions = {},
): Promise<GarbageReport> => {
  const report = await withStore(directory, options.dryRun === true, async (session, layout) => {
    const choice = choose(session, options)
    if (options.dryRun !== true) await remove(session, layout, choice)
    const counted = new Set<string>()
    const bytesKept = sizeOf(choice.kept, counted)
    const bytesRemoved = sizeOf(choice.doomed, counted)
    return { removed: choice.doomed, kept: choice.kept.length, bytesRemoved, bytesKept }
  })
  return report ?? { removed: [], kept: 0, bytesRemoved: 0, bytesKept: 0 }
}

interface Choice {
  readonly doomed: readonly Trace[]
  readonly doomedIds: readonly number[]
  readonly kept: readonly Trace[]
  readonly lastId: number
}

const choose = (session: FileSession, options: GarbageOptions): Choice => {
  const now = Date.now()
  const all = [...session.index.all()].flatMap(({ trace, superseded, id }) =>
    trace === undefined ? [] : [{ trace, superseded, id }],
  )
  const doomed: Trace[] = []
  const kept: Trace[] = []
  const counted = new Set<string>()
  let bytes = 0
  for (const { trace, superseded } of all.toReversed()) {
    const size = sizeOf([trace], counted)
    const isOld =
      options.olderThanMs !== undefined && now - trace.startedAt - trace.durationMs > options.olderThanMs
    const isTooMuch = options.maxBytes !== undefined && bytes + size > options.maxBytes
    if ((superseded || isOld || isTooMuch) && options.keep?.(trace) !== true) {
      doomed.push(trace)
    } else {
      kept.push(trace)
      bytes += size
    }
  }
  return { doomed, doomedIds: doomed.map(({ order }) => order), kept, lastId: all.at(-1)?.id ?? 0 }
}

const remove = async (
  session: FileSession,
  layout: Layout,
  { doomed, doomedIds, kept, lastId }: Choice,
): Promise<void> => {
  const staying = new Set(kept.flatMap(locationsOf))
  const bases = new Set(kept.map(({ base }) => base))
  const goneBases = new Set(doomed.map(({ base }) => base).filter((base) => !bases.has(base)))
  session.index.forgetAll()
  await session.write((connection) => {
    // What others committed since the choice may use artifacts of what is removed.
    for (const { trace } of session.index.all(lastId)) {
      if (trace === undefined) continue
      goneBases.delete(trace.base)
      for (const location of locationsOf(trace)) staying.add(location)
    }
    const rows = doomed.flatMap(locationsOf).flatMap((text) => {
      const location = parseLocation(text)
      return location?.kind === 'row' && !staying.has(text) ? [location.id] : []
    })
    deleteRows(connection, 'executions', 'id', doomedIds)
    deleteRows(connection, 'blobs', 'id', rows)
    deleteRows(connection, 'bases', 'base', [...goneBases].map(short48))
  })
  session.index.forgetAll()
  const folders = new Set([...staying].map(folderOf))
  const abandoned = await findOrphans(layout, folders)
  for (const folder of new Set([...doomed.flatMap(locationsOf).map(folderOf), ...abandoned])) {
    if (folder !== undefined && !folders.has(folder)) await removeFolder(layout, folder)
  }
  await rm(layout.extracted, { recursive: true, force: true })
}

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

/** Folders that no execution names and that nobody is about to name. */
const findOrphans = async (
  layout: Layout,
  named: ReadonlySet<string | undefined>,
): Promise<readonly string[]> => {
  const orphans: string[] = []
  for (const stage of await namesIn(layout.artifacts)) {
    for (const execution of await namesIn(join(layout.artifacts, stage))) {
      const folder = `${stage}/${execution}`
      const found = await stat(join(layout.artifacts, folder)).catch(() => undefined)
      if (!named.has(folder) && found !== undefined && Date.now() - found.ctimeMs > orphanMs)
        orphans.push(folder)
    }
  }
  return orphans
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => [])

/** Gone at once for everybody, whatever happens while it is being deleted. */
const removeFolder = async (layout: Layout, folder: string): Promise<void> => {
  if (!isOwnExecution(layout, folder)) return
  const path = join(layout.artifacts, folder)
  const doomed = stagingFolder(layout)
  try {
    await mkdir(layout.staging, { recursive: true })
    await rename(path, doomed)
  } catch {
    return
  }
  await rm(doomed, { recursive: true, force: true })
  await rmdir(dirname(path)).catch(() => {})
}

const locationsOf = (trace: Trace): readonly string[] =>
  trace.outputs.flatMap(({ stored }) => stored?.location ?? [])

/** Artifacts that are not counted yet. */
const sizeOf = (traces: readonly Trace[], counted: Set<string>): number => {
  let bytes = 0
  for (const { outputs } of traces) {
    for (const { stored } of outputs) {
      if (stored === undefined || counted.has(stored.location)) continue
      counted.add(stored.location)
      bytes += stored.size
    }
  }
  return bytes
}
