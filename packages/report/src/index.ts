export { type CodeDifference, readCodeDifferences, type TextsOf } from './compare/code-differences.ts'
export { collectRun, type RunCollector, type RunFacts } from './document/collect-run.ts'
export { makeComparePage, makeIndexPage, makeRunPage, type RunPageOptions } from './page/make-page.ts'
export type { IndexPageData, LinkedLine } from './page/page-data.ts'
export type { MetricLine, RunLine } from './document/run-line.ts'
export type { LoadReports } from './page/show-reports.ts'
export { recordProgram } from './document/record-program.ts'
export { type RecordedRun, type Recording, recordRun } from './document/record-run.ts'
export { keepRun, listRuns, readRun, runBefore, runsFolder, startLive } from './document/kept-runs.ts'
export type {
  Environment,
  ErrorDocument,
  OutputDocument,
  ReportedNumber,
  RunDocument,
  RunPatch,
  RunStatus,
  StepDocument,
  StepOutcome,
} from './document/run-document.ts'
export type { OpenReports, ServeOptions } from './live/serve-options.ts'
export { type RunServer, serveRuns } from './live/serve-runs.ts'
export { runLines } from './document/run-lines.ts'
export { writePage } from './document/write-fresh.ts'
export { type Cause, type ChangedArtifact, describeCause, whyChanged, type Why } from './document/why.ts'
