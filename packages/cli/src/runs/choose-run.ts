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
    throw new UsageError(`There are no runs in ${store} yet. Run one first: stagewright run FILE.`)
  if (named === undefined) return last
  if (runs.includes(named)) return named
  const found = runs.filter((run) => run.startsWith(named) || run.endsWith(named))
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  throw new UsageError(
    only === undefined
      ? `There is no run '${named}' in ${store}.${suggest(named, runs)}`
      : `${found.length} runs match '${named}': ${found.slice(0, 3).join(', ')}. Give more of the id.`,
  )
}
