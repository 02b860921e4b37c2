import { ReportError } from '../errors/index.ts'
import type { Place } from '../errors/index.ts'
import type { Report } from '../types/reportable.ts'
import { largestReport, proveReport } from './prove-report.ts'
import { reportJson } from './report-json.ts'

/** What one call of a function reported. */
export interface ReportNotes {
  /**
   * Notes a report as it is now: what the function changes later is not seen.
   *
   * @throws ReportError for what cannot be kept
   */
  readonly note: (reportable: unknown) => Report
  /** Each report as JSON. */
  readonly taken: () => readonly string[]
}

export const makeReportNotes = (
  place: Place,
  readFile: ((path: string) => Uint8Array) | undefined,
): ReportNotes => {
  const notes: string[] = []
  return {
    note: (reportable) => {
      try {
        const report = proveReport(reportable, readFile)
        const form = reportJson(report)
        if (form.length > 2 * largestReport)
          throw new TypeError(
            `it has ${form.length} characters as JSON, and a report at most ${2 * largestReport}. Return it as an output.`,
          )
        notes.push(form)
        return report
      } catch (error) {
        throw new ReportError(place, nameOf(reportable), error)
      }
    },
    taken: () => [...notes],
  }
}

const nameOf = (reportable: unknown): string | undefined => {
  const name: unknown =
    typeof reportable === 'object' && reportable !== null ? Reflect.get(reportable, 'name') : undefined
  return typeof name === 'string' ? name : undefined
}
