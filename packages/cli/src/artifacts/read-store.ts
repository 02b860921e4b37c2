import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { History, Store } from '@stagewright/core'
import type { RunDocument } from '@stagewright/report'
import { UsageError } from '../errors/usage-error.ts'
import { defaultStore } from '../settings/default-store.ts'
import { remoteOf } from '../settings/remote.ts'
import type { Surroundings } from '../surroundings.ts'
import { lastResults } from './last-results.ts'
import { artifactsOf, type ListedArtifact } from './listed-artifact.ts'

export interface ReadStore {
  /** As people named it. */
  readonly shown: string
  /** Absolute. */
  readonly folder: string
  readonly store: Store
  readonly history: History
}

/** @throws UsageError where there is no such folder */
export const findStore = (name: string | undefined, cwd: string): { shown: string; folder: string } => {
  const shown = name ?? defaultStore
  const folder = resolve(cwd, shown)
  if (existsSync(folder)) return { shown, folder }
  throw new UsageError(
    `There is no store at ${shown}. Run something first (stagewright run FILE), change to the folder where you ran it, or name the store with --store FOLDER.`,
  )
}

/**
 * What a store remembers, whoever wrote it.
 *
 * @param env where artifacts that others share are to be fetched
 * @throws UsageError where there is no such folder
 */
export const readStore = async (
  name: string | undefined,
  cwd: string,
  env: Surroundings['env'] = {},
): Promise<ReadStore> => {
  const { shown, folder } = findStore(name, cwd)
  const [{ readHistory }, { fileStore }] = await Promise.all([
    import('@stagewright/core'),
    import('@stagewright/node'),
  ])
  const remote = await remoteOf(undefined, { cwd, env })
  const store = fileStore(folder, remote && { remote })
  return { shown, folder, store, history: await readHistory(store) }
}

/** The artifacts of a store, those first that were made last. */
export const artifactsIn = async ({
  folder,
  history,
}: Pick<ReadStore, 'folder' | 'history'>): Promise<readonly ListedArtifact[]> => {
  const { listRuns, readRun, runsFolder } = await import('@stagewright/report')
  const runs = runsFolder(folder)
  const documents = function* (): Iterable<RunDocument> {
    for (const run of listRuns(runs)) {
      const document = readRun(runs, run)
      if (document !== undefined) yield document
    }
  }
  return artifactsOf(history.executions, lastResults(documents(), history.executions))
}
