import { listRuns, readLine } from './kept-runs.ts'
import type { RunLine } from './run-line.ts'

/** One line for each run of a folder, the newest first. What is damaged is left out. */
export const runLines = (folder: string): readonly RunLine[] =>
  listRuns(folder).flatMap((id) => readLine(folder, id) ?? [])
