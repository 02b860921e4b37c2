import type { JsonRefusal } from './json-rule.ts'
import type { JsonValue } from './json-value.ts'
import type { Mistake } from './mistake.ts'
import type { PlotMark, PlotOptions } from './plot-mark.ts'

/** What a cell of a table may be. */
export type Cell = string | number | boolean | null | undefined

/** A row of a table: an object whose properties are all cells. */
export type RowOf<Row> = { readonly [Column in keyof Row]: Cell }

/** Any row. */
export type AnyRow = Readonly<Record<string, Cell>>

interface Labelled {
  /** What stands above it. Several of a stage may have the same. */
  readonly name?: string | undefined
  /** What is reported under the same group is shown together. */
  readonly group?: string | undefined
}

/** Rows under columns. */
export interface TableReport<Row = AnyRow> extends Labelled {
  readonly kind: 'table'
  readonly data: readonly Row[]
  /** The columns that are shown, in order. Default: all, in the order in which rows first have them. */
  readonly columns?: readonly (keyof Row & string)[] | undefined
}

/** A number that is told at a glance, such as a score. NaN and infinities are kept. */
export interface NumberReport extends Labelled {
  readonly kind: 'number'
  readonly data: number
  /** Stands behind it, such as `%` or `ms`. */
  readonly unit?: string | undefined
}

/** Text as it is, or Markdown that is rendered; HTML in it is shown as text. */
export interface TextReport extends Labelled {
  readonly kind: 'text' | 'markdown'
  readonly data: string
}

/** Plain data, shown as a tree. */
export interface JsonReport<Data = JsonValue> extends Labelled {
  readonly kind: 'json'
  readonly data: Data
}

/** A chart of rows, as marks in the manner of Observable Plot. */
export interface PlotReport<Row = AnyRow> extends Labelled, PlotOptions {
  readonly kind: 'plot'
  readonly data: readonly Row[]
  readonly marks: readonly PlotMark<keyof Row & string>[]
}

/** Types of images that browsers show. */
export type ImageType =
  'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/avif' | 'image/svg+xml'

/** A picture. */
export interface ImageReport extends Labelled {
  readonly kind: 'image'
  readonly data: Uint8Array
  readonly type: ImageType
  /** What it shows, for those who do not see it. Default: its name. */
  readonly alt?: string | undefined
}

/** A file to be saved by whoever reads the report. */
export interface FileReport extends Labelled {
  readonly kind: 'file'
  readonly data: Uint8Array
  /** The name it is saved under. */
  readonly fileName: string
}

/** An image or a file that is named by its path. It is read at once, and the type of an image told by its content. */
export interface PathReport extends Labelled {
  readonly kind: 'image' | 'file'
  readonly path: string
  readonly alt?: string | undefined
}

/** Something that people can look at, as it is kept and shown. */
export type Report<Row = AnyRow, Data = JsonValue> =
  TableReport<Row> | NumberReport | TextReport | JsonReport<Data> | PlotReport<Row> | ImageReport | FileReport

/** What `context.report` takes. */
export type Reportable<Row = AnyRow, Data = JsonValue> = Report<Row, Data> | PathReport

/**
 * Shows something in the run's report: `report({ kind: 'number', name: 'accuracy', data: 0.93 })`. It is kept beside the
 * outputs and shown again when the stage is reused; it is no part of the key. At most 32 MB each.
 *
 * @throws ReportError for what cannot be kept, naming the path of the value
 */
export interface ReportFunction {
  <Row extends RowOf<Row>, const Data = JsonValue>(
    reportable: Reportable<Row, Data & CheckedJson<Data>>,
  ): void
}

type CheckedJson<Data> = [JsonRefusal<Data>] extends [never]
  ? unknown
  : Mistake<`a json report cannot hold it: ${ProblemOf<JsonRefusal<Data>>}. Report plain data.`>

/** What is wrong, without what `json()` would do about it. */
type ProblemOf<Sentence extends string> =
  Sentence extends `${infer Problem}. Return plain data, or use another cacher.` ? Problem : Sentence
