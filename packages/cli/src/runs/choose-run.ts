import { UsageError } from '../errors/usage-error.ts'
import { suggest } from '../errors/suggest.ts'

/**
 * The run that somebody means: the last one, or the only one whose id begins or ends as was said.
 *
 * @param runs the newest first
 * @throws UsageError where there is none, or several
 */
export const chooseRun = (runs: readonly string[], named: string | undefined, store: string): string => {
  const [last] = runs
  if (last === undefined)
    throw new UsageError(`No run is kept in ${store}. 'stagewright run FILE' keeps one.`)
  if (named === undefined) return last
  if (runs.includes(named)) return named
  const found = runs.filter((run) => run.startsWith(named) || run.endsWith(named))
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  throw new UsageError(
    only === undefined
      ? `No run '${named}' is kept in ${store}.${suggest(named, runs)}`
      : `${found.length} runs are called '${named}…': ${found.slice(0, 3).join(', ')}. Say more of it.`,
  )
}
