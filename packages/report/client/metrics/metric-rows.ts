import type { MeasuredRecord } from '../../src/metrics/metrics-of.ts'

/** What the metrics' views are drawn from: columns that tell records apart, and those that do not. */
export interface MetricRows {
  readonly records: readonly MeasuredRecord[]
  readonly metrics: readonly string[]
  /** Parameters that differ from record to record. */
  readonly params: readonly string[]
  /** Parameters that all records share, with their values. */
  readonly shared: readonly (readonly [name: string, value: string])[]
}

export const metricRows = (records: readonly MeasuredRecord[]): MetricRows => {
  const values = new Map<string, Set<string>>()
  const counts = new Map<string, number>()
  for (const { params } of records) {
    for (const [name, value] of params) {
      values.set(name, (values.get(name) ?? new Set()).add(value))
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  const isShared = (name: string): boolean =>
    values.get(name)?.size === 1 && counts.get(name) === records.length
  const names = [...values.keys()]
  return {
    records,
    metrics: metricNames(records),
    params: records.length > 1 ? names.filter((name) => !isShared(name)) : names,
    shared:
      records.length > 1
        ? names.filter(isShared).map((name) => [name, [...(values.get(name) ?? [])][0] ?? ''])
        : [],
  }
}

/** The metrics of all records: those of later stages first, since a pipeline ends in what it is for. */
export const metricNames = (records: readonly MeasuredRecord[]): readonly string[] => {
  const byStage = new Map<string, Set<string>>()
  for (const { values } of records)
    for (const [name, { stage }] of values) byStage.set(stage, (byStage.get(stage) ?? new Set()).add(name))
  return [...new Set([...byStage.values()].toReversed().flatMap((names) => [...names]))]
}

/** A parameter as a number where it is one, and without quotation marks where it is a text. */
export const plainValue = (text: string | undefined): number | string | undefined => {
  if (text === undefined) return undefined
  if (text !== '' && !Number.isNaN(Number(text))) return Number(text)
  return /^".*"$/su.test(text) ? text.slice(1, -1) : text
}
