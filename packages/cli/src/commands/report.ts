import { relative, resolve } from 'node:path'
import { findStore } from '../artifacts/read-store.ts'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { chooseRun } from '../runs/choose-run.ts'
import { writeReport } from '../runs/write-report.ts'
import type { Surroundings } from '../surroundings.ts'
import { printJson } from '../text/print-json.ts'

export interface ReportChoices {
  readonly store?: string
  readonly out?: string
  readonly all?: boolean
  readonly json?: boolean
}

/** `stagewright report [RUN]` */
export const reportCommand = async (
  run: string | undefined,
  choices: ReportChoices,
  { cwd, stdout }: Surroundings,
): Promise<ExitCode> => {
  const { shown, folder: store } = findStore(choices.store, cwd)
  const { listRuns, readRun, runsFolder } = await import('@stagewright/report')
  const folder = runsFolder(store)
  const chosen =
    choices.all === true ? listRuns(folder).toReversed() : [chooseRun(listRuns(folder), run, shown)]
  const written: { run: string; path: string }[] = []
  for (const id of chosen) {
    const document = readRun(folder, id)
    if (document === undefined) {
      if (choices.all === true) continue
      throw new UsageError(`The document of run '${id}' is damaged, so its report cannot be written.`)
    }
    const out = choices.out === undefined ? undefined : resolve(cwd, choices.out)
    written.push({ run: id, path: relative(cwd, await writeReport(store, document, out)) })
  }
  const last = written.at(-1)
  if (last === undefined)
    throw new UsageError(`There are no runs in ${shown} yet. Run one first: stagewright run FILE.`)
  if (choices.json === true) printJson(stdout, 'report', { store: shown, reports: written })
  else stdout.write(`${last.path}\n`)
  return exitCodes.well
}
