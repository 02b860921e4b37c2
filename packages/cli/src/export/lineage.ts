import type { ExperimentRecord, History, RunResult, Target, Trace } from '@stagewright/core'
import { flatten } from '../load/flatten.ts'

/**
 * The executions whose results a run would reuse: those that the targets' artifacts were made by, with all that went
 * into them.
 *
 * @param result of a dry run
 */
export const lineageOf = (result: RunResult, targets: Target, history: History): readonly Trace[] => {
  const names = new Set(result.steps.flatMap(({ outputs }) => outputs))
  const found = new Set<Trace>()
  const stages = new Set(result.steps.map(({ stage }) => stage))
  const seen = new Set<string>()
  for (const record of flatten(targets))
    for (const name of names) {
      const digest = digestOf(result, record, name)
      if (digest === undefined || seen.has(`${digest}${name}`)) continue
      seen.add(`${digest}${name}`)
      for (const trace of history.madeFrom(digest, name)) if (stages.has(trace.stage)) found.add(trace)
    }
  const replaced = new Set(
    history.executions.filter(({ superseded }) => superseded).map(({ trace }) => trace),
  )
  return [...found].filter((trace) => !replaced.has(trace))
}

const digestOf = (
  result: RunResult,
  record: ExperimentRecord<unknown, unknown>,
  name: string,
): string | undefined => {
  try {
    // The names of a record that came from a program are not known here.
    const artifact = result.artifact(record, name as never) as ReturnType<RunResult['artifact']>
    return artifact.kind === 'artifact' ? (artifact as { readonly digest: string }).digest : undefined
  } catch {
    return undefined
  }
}
