import { findStore } from '../artifacts/read-store.ts'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { openReports } from '../runs/open-reports.ts'
import type { Surroundings } from '../surroundings.ts'

export interface UiChoices {
  readonly store?: string
  readonly port?: number
}

/** `stagewright ui`: until Ctrl-C. */
export const uiCommand = async (
  choices: UiChoices,
  { cwd, stdout, stderr }: Surroundings,
): Promise<ExitCode> => {
  const { shown, folder } = findStore(choices.store, cwd)
  const { runsFolder, serveRuns } = await import('@stagewright/report')
  const server = await serveRuns({
    folder: runsFolder(folder),
    store: shown,
    openReports: () => openReports(folder),
    port: choices.port,
  }).catch((error: unknown) => {
    throw new UsageError(`Cannot start the server: ${(error as Error).message}`, error)
  })
  stdout.write(`${server.url}\n`)
  stderr.write('Showing the runs of this store, live ones included. Press Ctrl-C to stop.\n')
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await server.close()
  return exitCodes.well
}
