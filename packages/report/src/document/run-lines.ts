import type { RunLine } from '../page/page-data.ts'
import { listRuns, readRun } from './kept-runs.ts'

/** One line for each run that is kept, the newest first. What is damaged is left out. */
export const runLines = (folder: string): readonly RunLine[] =>
  listRuns(folder).flatMap((id) => {
    const document = readRun(folder, id)
    if (document === undefined) return []
    const { run, experiment, file, startedAt, durationMs, counts, status } = document
    return [{ run, experiment, file, startedAt, durationMs, counts, status }]
  })
