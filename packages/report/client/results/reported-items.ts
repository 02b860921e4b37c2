import type { StepDocument } from '../../src/document/run-document.ts'
import type { ShownReport, ShownReports } from '../../src/page/page-data.ts'

/** A report beside the step that made it. */
export interface ReportedItem {
  readonly step: StepDocument
  /** Further steps that stand on the same execution, or are in the same picture. */
  readonly others: readonly StepDocument[]
  readonly report: ShownReport
}

export const reportedItems = (
  reports: readonly ShownReports[],
  steps: readonly StepDocument[],
): readonly ReportedItem[] =>
  reports.flatMap(({ steps: places, reports: told }): ReportedItem[] => {
    const [step, ...others] = places.flatMap((place) => steps[place] ?? [])
    return step === undefined ? [] : told.map((report) => ({ step, others, report }))
  })

/** Steps with the numbers that they reported: a document that was written while they ran has them, an older one has not. */
export const withNumbers = (
  steps: readonly StepDocument[],
  reports: readonly ShownReports[],
): readonly StepDocument[] => {
  const found = new Map<number, Map<string, NonNullable<StepDocument['numbers']>[number]>>()
  for (const { steps: places, reports: told } of reports)
    for (const report of told) {
      if (report.kind !== 'number' || report.name === undefined) continue
      const { name: plain, group, value, unit } = report
      const name = group === undefined ? plain : `${group}: ${plain}`
      for (const place of places) {
        const numbers = found.get(place) ?? new Map()
        found.set(place, numbers.set(name, { name, value, ...(unit === undefined ? {} : { unit }) }))
      }
    }
  if (found.size === 0) return steps
  return steps.map((step, place) => {
    const numbers = found.get(place)
    return numbers === undefined || step.numbers !== undefined
      ? step
      : { ...step, numbers: [...numbers.values()] }
  })
}
