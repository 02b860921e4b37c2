import type { Trace } from '@stagewright/core'
import { withStore } from '../open-directory.ts'

export interface ExecutionFilter {
  readonly stage?: string
  /** The record's name. */
  readonly record?: string
  readonly key?: string
  readonly run?: string
  /** Whether to list executions that a later one replaced, too. */
  readonly history?: boolean
  /** The newest so many. */
  readonly limit?: number
}

export interface ListedExecution {
  readonly trace: Trace
  /** Whether a later execution has the same key, so that this one is never reused. */
  readonly superseded: boolean
}

/** What a store remembers, newest first. Changes nothing; a store that is not there is empty. */
export const listExecutions = async (
  directory: string,
  filter: ExecutionFilter = {},
): Promise<readonly ListedExecution[]> => {
  const found = await withStore(directory, true, async ({ index }) => {
    const listed: ListedExecution[] = []
    const most = filter.limit ?? Number.POSITIVE_INFINITY
    for (const { trace, superseded } of index.newestFirst()) {
      if (listed.length >= most) break
      if (trace !== undefined && (filter.history === true || !superseded) && fits(trace, filter)) {
        listed.push({ trace, superseded })
      }
    }
    return listed
  })
  return found ?? []
}

const fits = (trace: Trace, filter: ExecutionFilter): boolean =>
  (filter.stage === undefined || trace.stage === filter.stage) &&
  (filter.record === undefined || trace.record === filter.record) &&
  (filter.key === undefined || trace.key.startsWith(filter.key)) &&
  (filter.run === undefined || trace.run === filter.run)
