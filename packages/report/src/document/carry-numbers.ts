import type { ReportedNumber, RunDocument } from './run-document.ts'

/**
 * Gives steps that were reused the numbers that their execution reported, from the documents of the runs that executed
 * them: a document must show how good its results are without asking the store.
 */
export const carryNumbers = (
  document: RunDocument,
  readRun: (run: string) => RunDocument | undefined,
): RunDocument => {
  const known = new Map<string, Map<string, readonly ReportedNumber[]>>()
  const numbersOf = (run: string): Map<string, readonly ReportedNumber[]> => {
    const found = known.get(run)
    if (found !== undefined) return found
    const those = new Map<string, readonly ReportedNumber[]>()
    for (const { reports, numbers } of readRun(run)?.steps ?? [])
      if (reports !== undefined && numbers !== undefined) those.set(reports.checksum, numbers)
    known.set(run, those)
    return those
  }
  return {
    ...document,
    steps: document.steps.map((step) => {
      const { reports, numbers, madeBy } = step
      if (reports === undefined || numbers !== undefined || madeBy === undefined) return step
      if (madeBy.run === document.run) return step
      const carried = numbersOf(madeBy.run).get(reports.checksum)
      return carried === undefined ? step : { ...step, numbers: carried }
    }),
  }
}
