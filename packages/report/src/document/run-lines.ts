import type { RunLine } from '../page/page-data.ts'
import { listRuns, readRun } from './kept-runs.ts'
import type { RunDocument } from './run-document.ts'

/** One line for each run of a folder, the newest first. What is damaged is left out. */
export const runLines = (folder: string): readonly RunLine[] =>
  listRuns(folder).flatMap((id) => {
    const document = readRun(folder, id)
    return document === undefined ? [] : [lineOf(document)]
  })

export const lineOf = ({
  run,
  experiment,
  file,
  startedAt,
  durationMs,
  counts,
  status,
}: RunDocument): RunLine => ({ run, experiment, file, startedAt, durationMs, counts, status })
