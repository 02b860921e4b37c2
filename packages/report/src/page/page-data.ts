import type { RunDocument, RunStatus } from '../document/run-document.ts'
import type { Comparison } from '../document/compare-runs.ts'

/** What a page shows, as its script finds it. */
export type PageData = RunPageData | IndexPageData

export interface RunPageData {
  readonly page: 'run'
  readonly document: RunDocument
  readonly reports: readonly ShownReports[]
  readonly comparison?: Comparison
  /** Where the other runs are listed. */
  readonly index?: string
  /** Where the run's changes can be followed, while it goes on. */
  readonly events?: string
}

export interface IndexPageData {
  readonly page: 'index'
  readonly store: string
  readonly runs: readonly RunLine[]
  /** Where news of runs can be followed. */
  readonly events?: string
}

/** A run in the list of all. */
export interface RunLine extends Pick<
  RunDocument,
  'run' | 'experiment' | 'file' | 'startedAt' | 'durationMs' | 'counts'
> {
  readonly status: RunStatus
  readonly href?: string
}

/** What one execution reported, and the steps that stand on it, by their places. */
export interface ShownReports {
  readonly steps: readonly number[]
  readonly reports: readonly ShownReport[]
}

/** A report in the form in which it is drawn; `html` was made by this library, with all that it shows escaped. */
export type ShownReport = { readonly name?: string; readonly group?: string } & (
  | { readonly kind: 'html'; readonly html: string }
  | {
      readonly kind: 'table'
      readonly columns: readonly string[]
      readonly rows: readonly (readonly string[])[]
      /** Columns of numbers, which are set to the right. */
      readonly numeric: readonly boolean[]
      /** Rows that are not shown. */
      readonly more: number
    }
  | { readonly kind: 'number'; readonly value: string; readonly unit?: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly source: string; readonly alt: string }
  | { readonly kind: 'file'; readonly href: string; readonly fileName: string; readonly bytes: number }
  | { readonly kind: 'note'; readonly text: string }
)
