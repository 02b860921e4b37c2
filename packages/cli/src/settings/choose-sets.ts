import type { ParameterSets } from '@stagewright/core'
import { suggest } from '../errors/suggest.ts'
import { UsageError } from '../errors/usage-error.ts'
import { fitsPattern } from './pattern.ts'

/**
 * The parameter sets that are named, `*` standing for any characters; all of them where no name is given.
 *
 * @throws UsageError for a name that fits none
 */
export const chooseSets = (sets: ParameterSets, names: readonly string[]): ParameterSets => {
  if (names.length === 0) return sets
  const all = Object.keys(sets)
  const chosen = new Set<string>()
  for (const name of names) {
    const fitting = all.filter(fitsPattern(name))
    if (fitting.length === 0)
      throw new UsageError(
        `There is no parameter set '${name}'.${suggest(name, all)} There are: ${shorten(all)}.`,
      )
    for (const found of fitting) chosen.add(found)
  }
  return Object.fromEntries(Object.entries(sets).filter(([name]) => chosen.has(name)))
}

const shorten = (names: readonly string[]): string =>
  names.length <= 20
    ? names.join(', ') || 'none'
    : `${names.slice(0, 20).join(', ')} and ${names.length - 20} more`
