import { InvalidArgumentError } from '../errors/index.ts'
import { didYouMean } from '../errors/did-you-mean.ts'
import { makeReach } from '../graph/reach.ts'
import type { Wiring } from './step.ts'

/**
 * The steps that selectors name: `name`, `name@record`, `+name` (and all that it depends on), `name+` (and all that
 * depends on it), with `*` for any characters. The form is that of dbt's node selection.
 *
 * @throws InvalidArgumentError for a selector that fits nothing
 */
export const select = (wiring: Wiring, selectors: readonly string[]): ReadonlySet<number> => {
  const chosen = new Set<number>()
  for (const selector of selectors) for (const step of selectOne(wiring, selector)) chosen.add(step)
  return chosen
}

const selectOne = (wiring: Wiring, selector: string): Iterable<number> => {
  const exact = matching(wiring, selector)
  if (exact.length > 0) return exact
  const upstream = selector.startsWith('+')
  const downstream = selector.endsWith('+')
  const found = matching(wiring, selector.slice(upstream ? 1 : 0, downstream ? -1 : undefined))
  if (found.length === 0) throw unknown(wiring, selector)
  const reach = makeReach(wiring.topology)
  return [
    ...found,
    ...(upstream ? reach.upstream(found) : []),
    ...(downstream ? reach.downstream(found) : []),
  ]
}

const matching = (wiring: Wiring, pattern: string): readonly number[] => {
  const fits = patternOf(pattern)
  return wiring.steps
    .filter(({ id, application }) => fits(application.definition.name) || fits(id))
    .map(({ index }) => index)
}

const patternOf = (pattern: string): ((text: string) => boolean) => {
  if (!pattern.includes('*')) return (text) => text === pattern
  const source = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&'))
  const expression = new RegExp(`^${source.join('.*')}$`, 'su')
  return (text) => expression.test(text)
}

const unknown = (wiring: Wiring, selector: string): InvalidArgumentError => {
  const names = new Set(wiring.steps.map(({ application }) => application.definition.name))
  const bare = selector.replace(/^\+|\+$/gu, '')
  return new InvalidArgumentError(
    `No stage is called '${bare}'.${didYouMean(bare, names)} There are: ${[...names].slice(0, 20).join(', ')}.`,
  )
}
