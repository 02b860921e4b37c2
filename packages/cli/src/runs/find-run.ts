import { suggest } from '../errors/suggest.ts'
import { countOf } from '../text/format-count.ts'
import { UsageError } from '../errors/usage-error.ts'

/**
 * The run that a name stands for: its id, the beginning of it where no other begins so, `latest`, or `latest~2` for
 * the second before it.
 *
 * @param runs the newest first
 * @throws UsageError for a name that fits none, or several
 */
export const findRun = <Run extends { readonly run: string }>(runs: readonly Run[], name: string): Run => {
  const back = /^latest(?:~(\d+))?$/u.exec(name)
  if (back !== null) {
    const found = runs[Number(back[1] ?? 0)]
    if (found !== undefined) return found
    throw new UsageError(`The store has ${countOf(runs.length, 'run')}, so there is no ${name}.`)
  }
  const exact = runs.find(({ run }) => run === name)
  if (exact !== undefined) return exact
  const found = runs.filter(({ run }) => run.startsWith(name))
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  const ids = (only === undefined ? runs : found).map(({ run }) => run)
  throw new UsageError(
    only === undefined
      ? `The store has no run '${name}'.${suggest(name, ids)} The latest are: ${ids.slice(0, 5).join(', ') || 'none'}.`
      : `Several runs begin with '${name}': ${ids.slice(0, 5).join(', ')}. Give more of the id.`,
  )
}
