import type { Series } from '../charts/curves.tsx'
import type { ReportedItem } from './reported-items.ts'

/** Numbers that were reported again and again under one name, as lines: one for each record. */
export interface ReportedCurve {
  readonly name: string
  readonly group: string
  readonly unit: string | undefined
  readonly series: readonly (Series & { readonly step: string; readonly last: number })[]
}

/** Lines that one chart holds. */
const mostSeries = 60

export const curvesOf = (items: readonly ReportedItem[]): readonly ReportedCurve[] => {
  const byName = new Map<
    string,
    { unit: string | undefined; group: string; name: string; records: Map<string, Told> }
  >()
  for (const { step, report } of items) {
    if (report.kind !== 'number' || report.name === undefined) continue
    const key = JSON.stringify([report.group, report.name, step.stage])
    const known = byName.get(key) ?? {
      unit: report.unit,
      group: report.group ?? '',
      name: report.name,
      records: new Map<string, Told>(),
    }
    byName.set(key, known)
    const told = known.records.get(step.id) ?? { record: step.record, values: [] }
    told.values.push(Number(report.value))
    known.records.set(step.id, told)
  }
  return [...byName.values()].flatMap(({ unit, group, name, records }): ReportedCurve[] => {
    const all = [...records]
    if (!all.some(([, { values }]) => values.length > 1)) return []
    return [
      {
        name,
        group,
        unit,
        series: all.slice(0, mostSeries).map(([step, { record, values }]) => ({
          name: record,
          step,
          last: values.at(-1) ?? Number.NaN,
          points: values.map((y, at) => ({ x: at + 1, y })),
        })),
      },
    ]
  })
}

interface Told {
  readonly record: string
  readonly values: number[]
}
