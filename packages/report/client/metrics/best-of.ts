import { type Direction, isBetter } from '../../src/metrics/direction.ts'
import type { MeasuredRecord } from '../../src/metrics/metrics-of.ts'

/** The best value of a metric; `undefined` where fewer than two records have it, or all are equal. */
export const bestOf = (
  records: readonly MeasuredRecord[],
  metric: string,
  direction: Direction,
): number | undefined => {
  const seen = new Set<number>()
  let best: number | undefined
  for (const { values } of records) {
    const value = values.get(metric)?.value
    if (value === undefined || Number.isNaN(value)) continue
    seen.add(value)
    if (best === undefined || isBetter(direction, value, best)) best = value
  }
  return seen.size > 1 ? best : undefined
}
