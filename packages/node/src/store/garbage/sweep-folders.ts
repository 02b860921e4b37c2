import { lstat, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isOwnExecution, type Layout, makeFolder } from '../layout.ts'
import { stagingFolder } from '../artifacts/staging.ts'

const hourMs = 3600_000
/** A folder that nobody names may be about to be named by the commit that follows its publication. */
const abandonedAfterMs = hourMs
/** A stage may still read a small artifact that it asked for as a file. */
const extractedForMs = 24 * hourMs
const quarantineForMs = 30 * 24 * hourMs
/** What a run wants of it after that it looks up, and sums up again. */
const summariesForMs = 7 * 24 * hourMs

/** Folders of artifacts that no execution names and that nobody is about to name. */
export const findAbandonedFolders = async (
  layout: Layout,
  isNamed: (folder: string) => boolean,
): Promise<readonly string[]> => {
  const abandoned: string[] = []
  for (const stage of await namesIn(layout.artifacts)) {
    for (const execution of await namesIn(join(layout.artifacts, stage))) {
      const folder = `${stage}/${execution}`
      if (!isNamed(folder) && (await isOlder(join(layout.artifacts, folder), abandonedAfterMs)))
        abandoned.push(folder)
    }
  }
  return abandoned
}

/** Gone at once for everybody, whatever happens while it is being deleted. */
export const removeFolder = async (layout: Layout, folder: string): Promise<void> => {
  if (!isOwnExecution(layout, folder)) return
  const path = join(layout.artifacts, folder)
  const doomed = stagingFolder(layout)
  try {
    makeFolder(layout, layout.staging)
    await rename(path, doomed)
  } catch {
    return
  }
  await rm(doomed, { recursive: true, force: true })
  await rmdir(dirname(path)).catch(() => {})
}

/** Small artifacts that nobody asked for as files today, old summaries, and what was put aside long ago. */
export const sweepOldFiles = async (layout: Layout): Promise<void> => {
  for (const [folder, ageMs] of [
    [layout.extracted, extractedForMs],
    [layout.quarantine, quarantineForMs],
    [layout.summaries, summariesForMs],
  ] as const) {
    for (const name of await namesIn(folder)) {
      const path = join(folder, name)
      if (await isOlder(path, ageMs)) await rm(path, { recursive: true, force: true })
    }
  }
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => [])

const isOlder = async (path: string, ageMs: number): Promise<boolean> => {
  const found = await lstat(path).catch(() => undefined)
  return found !== undefined && Date.now() - Math.max(found.ctimeMs, found.mtimeMs) > ageMs
}
