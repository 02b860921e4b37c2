import type { RunSummary } from '@stagewright/core'

/** What a store remembers of its runs, with those that executed nothing: of these only their documents tell. */
export const allRuns = async (
  remembered: readonly RunSummary[],
  storeFolder: string,
): Promise<readonly RunSummary[]> => {
  const { runLines, runsFolder } = await import('@stagewright/report')
  const known = new Set(remembered.map(({ run }) => run))
  const others = runLines(runsFolder(storeFolder))
    .filter(({ run }) => !known.has(run))
    .map(({ run, startedAt }): RunSummary => ({ run, startedAt, executions: 0, durationMs: 0, stages: [] }))
  return [...remembered, ...others].toSorted((a, b) => b.startedAt - a.startedAt)
}
