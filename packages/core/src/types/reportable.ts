/** Something to be seen in a report. */
export interface Reportable {
  readonly kind: 'table' | 'number' | 'text' | 'markdown' | 'json'
  readonly name?: string | undefined
  readonly group?: string | undefined
  readonly data: unknown
}
