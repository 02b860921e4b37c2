import { metricsOf } from '../metrics/metrics-of.ts'
import type { RunDocument } from './run-document.ts'

/** A run in the list of all. */
export interface RunLine extends Pick<
  RunDocument,
  'run' | 'experiment' | 'file' | 'startedAt' | 'durationMs' | 'counts' | 'status'
> {
  /** What reused and skipped steps took when they ran, in milliseconds. */
  readonly savedMs: number
  /** Of the outputs that the run came to, those that are equal counted once. */
  readonly bytes: number
  readonly metrics: readonly MetricLine[]
}

/** What a run's records came to under one metric. */
export interface MetricLine {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly mean: number
  /** Each record's value, where there are few. */
  readonly records?: Readonly<Record<string, number>>
}

const mostMetrics = 40
const fewRecords = 16

export const lineOf = (document: RunDocument): RunLine => {
  const { run, experiment, file, startedAt, durationMs, counts, status, steps } = document
  return {
    run,
    experiment,
    file,
    startedAt,
    durationMs,
    counts,
    status,
    savedMs: savedBy(steps),
    bytes: bytesOf(steps),
    metrics: metricLines(steps),
  }
}

/** What reused and skipped steps took when they ran; steps that stand on one execution count it once. */
export const savedBy = (steps: RunDocument['steps']): number => {
  const seen = new Set<string>()
  let saved = 0
  for (const { id, outcome, madeBy, outputs } of steps) {
    if ((outcome !== 'reused' && outcome !== 'skipped') || madeBy === undefined) continue
    const execution = `${madeBy.run} ${madeBy.startedAt} ${outputs[0]?.digest ?? id}`
    if (!seen.has(execution)) saved += madeBy.durationMs
    seen.add(execution)
  }
  return saved
}

const bytesOf = (steps: RunDocument['steps']): number => {
  const sizes = new Map<string, number>()
  for (const { outputs } of steps)
    for (const { location, size } of outputs)
      if (location !== undefined && size !== undefined) sizes.set(location, size)
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}

const metricLines = (steps: RunDocument['steps']): readonly MetricLine[] => {
  const byName = new Map<string, [string, number][]>()
  for (const { record, values } of metricsOf(steps))
    for (const [name, { value }] of values) {
      if (!Number.isFinite(value)) continue
      const told = byName.get(name) ?? []
      told.push([record, value])
      byName.set(name, told)
    }
  return [...byName].slice(0, mostMetrics).map(([name, told]) => {
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    let sum = 0
    for (const [, value] of told) {
      min = Math.min(min, value)
      max = Math.max(max, value)
      sum += value
    }
    const few = told.length <= fewRecords ? { records: Object.fromEntries(told) } : {}
    return { name, min, max, mean: sum / told.length, ...few }
  })
}
