import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RunDocument } from '@stagewright/report'
import { UsageError } from '../errors/usage-error.ts'
import { openReports } from './open-reports.ts'

/** Where reports of runs are written that keep nothing in a store. */
export const looseReport = 'stagewright-report.html'

/** Where reports are written unless a file is named. */
const reportsFolder = (store: string): string => join(store, 'reports')

/** Writes a run's report, and beside it the list of all runs where no file was named. Gives the report's path. */
export const writeReport = async (
  store: string,
  document: RunDocument,
  file: string | undefined,
): Promise<string> => {
  const { makeIndexPage, makeRunPage, runBefore, runLines, runsFolder, writePage } =
    await import('@stagewright/report')
  const inStore = (name: string, page: string): string =>
    attempt(join(reportsFolder(store), name), () => writePage(store, name, page))
  const runs = runsFolder(store)
  const reports = await openReports(store)
  let page: string
  try {
    page = await makeRunPage(document, {
      loadReports: reports.load,
      codeTexts: reports.codeTexts,
      before: runBefore(runs, document),
      ...(file === undefined ? { index: 'index.html' } : {}),
    })
  } finally {
    await reports.close()
  }
  if (file !== undefined)
    return attempt(file, () => {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, page)
      return file
    })
  const path = inStore(`${document.run}.html`, page)
  const lines = runLines(runs).map((line) => {
    const href = `${line.run}.html`
    return existsSync(join(reportsFolder(store), href)) ? { ...line, href } : line
  })
  inStore('index.html', makeIndexPage({ store, runs: lines }))
  return path
}

const attempt = (path: string, write: () => string): string => {
  try {
    return write()
  } catch (error) {
    throw new UsageError(`The report cannot be written to ${path}: ${(error as Error).message}`, error)
  }
}
