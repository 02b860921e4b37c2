import type { RunSummary } from '@stagewright/core'
import type { RunDocument, RunLine } from '@stagewright/report'

/** A run as history shows it. */
export interface PastRun {
  readonly run: string
  /** `unknown` where nothing but its executions are remembered. */
  readonly status: RunDocument['status'] | 'unknown'
  /** Of whose experiment it was, and of which file; absent where only its executions are remembered. */
  readonly experiment?: string
  readonly file?: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** How long it took from beginning to end, in milliseconds; how long its executions took together where only those are known. */
  readonly durationMs: number
  readonly executions: number
  /** The time that its executions took together, in milliseconds. */
  readonly executionMs: number
  /** The stages that ran. */
  readonly stages: readonly string[]
}

/** The runs that a store remembers by their executions, and those that documents tell of, the newest first. */
export const allRuns = async (
  remembered: readonly RunSummary[],
  storeFolder: string,
): Promise<readonly PastRun[]> => {
  const { runLines, runsFolder } = await import('@stagewright/report')
  const lines = new Map(runLines(runsFolder(storeFolder)).map((line) => [line.run, line]))
  const runs = remembered.map((summary) => {
    const line = lines.get(summary.run)
    lines.delete(summary.run)
    return pastRun(summary, line)
  })
  const idle = [...lines.values()].map((line) =>
    pastRun({ run: line.run, startedAt: line.startedAt, executions: 0, durationMs: 0, stages: [] }, line),
  )
  return [...runs, ...idle].toSorted((left, right) => right.startedAt - left.startedAt)
}

const statuses: Readonly<Record<NonNullable<RunSummary['status']>, PastRun['status']>> = {
  running: 'running',
  well: 'finished',
  failed: 'failed',
  aborted: 'stopped',
}

const pastRun = (summary: RunSummary, line: RunLine | undefined): PastRun => {
  const { run, startedAt, executions, durationMs, wallMs, stages } = summary
  const experiment = line?.experiment ?? summary.experiment
  return {
    run,
    status: line?.status ?? (summary.status === undefined ? 'unknown' : statuses[summary.status]),
    ...(experiment === undefined ? {} : { experiment }),
    ...(line === undefined ? {} : { file: line.file }),
    startedAt: line?.startedAt ?? startedAt,
    durationMs: line?.durationMs ?? wallMs ?? durationMs,
    executions,
    executionMs: durationMs,
    stages,
  }
}
