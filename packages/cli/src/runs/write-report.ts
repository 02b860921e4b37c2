import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RunDocument } from '@stagewright/report'
import { UsageError } from '../errors/usage-error.ts'
import { openReports } from './open-reports.ts'

/** Where reports are written unless a file is named. */
const reportsFolder = (store: string): string => join(store, 'reports')

/** Writes a run's report, and beside it the list of all runs where no file was named. Gives the report's path. */
export const writeReport = async (
  store: string,
  document: RunDocument,
  file: string | undefined,
): Promise<string> => {
  const { makeIndexPage, makeRunPage, runBefore, runLines, runsFolder } = await import('@stagewright/report')
  const runs = runsFolder(store)
  const path = file ?? join(reportsFolder(store), `${document.run}.html`)
  const reports = await openReports(store)
  try {
    const page = await makeRunPage(document, {
      loadReports: reports.load,
      before: runBefore(runs, document),
      ...(file === undefined ? { index: 'index.html' } : {}),
    })
    write(path, page)
  } finally {
    await reports.close()
  }
  if (file === undefined) {
    const lines = runLines(runs).map((line) => {
      const href = `${line.run}.html`
      return existsSync(join(reportsFolder(store), href)) ? { ...line, href } : line
    })
    write(join(reportsFolder(store), 'index.html'), makeIndexPage({ store, runs: lines }))
  }
  return path
}

const write = (path: string, page: string): void => {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, page)
  } catch (error) {
    throw new UsageError(`The report cannot be written to ${path}: ${(error as Error).message}`, error)
  }
}
