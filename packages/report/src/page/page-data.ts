import type { CodePair, TextDifference } from '../compare/code-differences.ts'
import type { Comparison } from '../compare/comparison.ts'
import type { RunDocument } from '../document/run-document.ts'
import type { RunLine } from '../document/run-line.ts'

/** What a page shows, as its script finds it. */
export type PageData = RunPageData | IndexPageData | ComparePageData

export interface RunPageData {
  readonly page: 'run'
  readonly document: RunDocument
  readonly reports: readonly ShownReports[]
  readonly comparison?: Comparison
  /** What changed since the run before, for the way back from a value to its first causes. */
  readonly changes?: readonly ShownChange[]
  readonly code: CodeDifferences
  /** Where the other runs are listed. */
  readonly index?: string
  /** Where the run's changes can be followed, while it goes on. */
  readonly events?: string
}

export interface IndexPageData {
  readonly page: 'index'
  readonly store: string
  readonly runs: readonly LinkedLine[]
  /** The beginning of the addresses that compare two runs, `<beginning><run>/<run>`, where there are such. */
  readonly compare?: string
  /** Where news of runs can be followed. */
  readonly events?: string
}

/** A run in the list, and where its page is. */
export type LinkedLine = RunLine & { readonly href?: string }

/** Two runs side by side. */
export interface ComparePageData {
  readonly page: 'compare'
  readonly comparison: Comparison
  readonly changes: readonly ShownChange[]
  readonly code: CodeDifferences
  /** Where the other runs are listed. */
  readonly index?: string
}

/** How code differs, for the pairs that causes and comparisons name. */
export type CodeDifferences = Readonly<Record<CodePair, TextDifference>>

/** A step whose outputs differ from those of the earlier run, and why. */
export interface ShownChange {
  readonly step: string
  /** Names of the outputs that differ. */
  readonly outputs: readonly string[]
  readonly causes: readonly ShownCause[]
}

/** One thing that a step saw, and that differs. */
export interface ShownCause {
  /** A sentence without a full stop. */
  readonly text: string
  /** For an input that changed: the step that outputs it, which is among the changes too. */
  readonly step?: string
  readonly input?: string
  /** Parts of the code. */
  readonly code?: readonly { readonly part: string; readonly pair: CodePair }[]
}

/** What one execution reported, and the steps that stand on it, by their places. */
export interface ShownReports {
  readonly steps: readonly number[]
  readonly reports: readonly ShownReport[]
}

/** A report in the form in which it is drawn; `html` was made by this library, with all that it shows escaped. */
export type ShownReport = { readonly name?: string; readonly group?: string } & (
  | { readonly kind: 'html'; readonly html: string }
  /** SVG. Where several records reported a plot of one name they are in one picture. */
  | { readonly kind: 'plot'; readonly html: string; readonly records?: readonly string[] }
  | {
      readonly kind: 'table'
      readonly columns: readonly string[]
      readonly rows: readonly (readonly ShownCell[])[]
      /** Rows that are not shown. */
      readonly more: number
    }
  | { readonly kind: 'number'; readonly value: number | string; readonly unit?: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly source: string; readonly alt: string }
  | { readonly kind: 'file'; readonly href: string; readonly fileName: string; readonly bytes: number }
  | { readonly kind: 'note'; readonly text: string }
)

/** A cell of a table; NaN and infinities are texts, since JSON has no such numbers. */
export type ShownCell = string | number | boolean | null
