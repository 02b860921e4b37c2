import type { TextsOf } from '../compare/code-differences.ts'
import type { LoadReports } from '../page/show-reports.ts'

export interface ServeOptions {
  /** Where runs are kept: `runsFolder(store)`. */
  readonly folder: string
  /** What people see as the store's name. */
  readonly store: string
  /** Opens the store for one page: one that was opened earlier may not know what was made since. */
  readonly openReports: () => Promise<OpenReports>
  /** Default: any that is free. */
  readonly port?: number | undefined
}

/** Reads what stages reported, and how their code reads, until it is closed. */
export interface OpenReports {
  readonly load: LoadReports
  readonly codeTexts?: TextsOf | undefined
  readonly close: () => Promise<void>
}
