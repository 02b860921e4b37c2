import { InvalidArgumentError } from '../errors/index.ts'
import { didYouMean } from '../errors/did-you-mean.ts'
import { downstream, upstream } from '../graph/reach.ts'
import type { StageGraph } from '../graph/stage-graph.ts'
import type { Topology } from '../graph/topology.ts'
import { stageGraphOf } from './stages.ts'
import type { Wiring } from './step.ts'

/** Steps that can be named, by their index, and how they depend on each other. */
export interface Selectable {
  readonly steps: readonly { readonly id: string; readonly stage: string }[]
  readonly topology: Topology
  /** Made when a selector asks what comes before or after. */
  readonly graph: () => StageGraph
  /** Whether a stage may have steps that are not known yet. */
  readonly isOpen?: (stage: string) => boolean
}

/**
 * The steps that selectors name: `name`, `name@record`, `+name` (and all that it depends on or begins after), `name+` (and all
 * that depends on it), with `*` for any characters. The form is that of dbt's node selection.
 *
 * @throws InvalidArgumentError for a selector that fits nothing
 */
export const select = (graph: Selectable, selectors: readonly string[]): ReadonlySet<number> => {
  const chosen = new Set<number>()
  for (const selector of selectors) for (const step of selectOne(graph, selector)) chosen.add(step)
  return chosen
}

const selectOne = (graph: Selectable, selector: string): Iterable<number> => {
  const exact = matching(graph, selector)
  if (exact.length > 0) return exact
  const before = selector.startsWith('+')
  const after = selector.endsWith('+')
  const found = matching(graph, selector.slice(before ? 1 : 0, after ? -1 : undefined))
  if (found.length === 0 && mayCome(graph, selector)) return found
  if (found.length === 0) throw unknown(graph, selector)
  if (!before && !after) return found
  const steps = {
    stages: graph.steps.map(({ stage }) => stage),
    topology: graph.topology,
    graph: graph.graph(),
  }
  return new Set([...(before ? upstream(steps, found) : []), ...(after ? downstream(steps, found) : [])])
}

/** Whether it names an item's step, of a list that is not known. */
const mayCome = ({ steps, isOpen }: Selectable, selector: string): boolean => {
  const [stage = '', item] = selector.replace(/^\+|\+$/gu, '').split('@')
  return item !== undefined && isOpen?.(stage) === true && steps.some((step) => step.stage === stage)
}

const matching = ({ steps }: Selectable, pattern: string): readonly number[] => {
  const fits = patternOf(pattern)
  return steps.flatMap(({ id, stage }, index) => (fits(stage) || fits(id) ? [index] : []))
}

export const patternOf = (pattern: string): ((text: string) => boolean) => {
  if (!pattern.includes('*')) return (text) => text === pattern
  const source = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&'))
  const expression = new RegExp(`^${source.join('.*')}$`, 'su')
  return (text) => expression.test(text)
}

const unknown = ({ steps }: Selectable, selector: string): InvalidArgumentError => {
  const names = new Set(steps.map(({ stage }) => stage))
  const bare = selector.replace(/^\+|\+$/gu, '')
  return new InvalidArgumentError(
    `No stage is called '${bare}'.${didYouMean(bare, bare.includes('@') ? steps.map(({ id }) => id) : names)} There are: ${[...names].slice(0, 20).join(', ')}.`,
  )
}

/** A wiring's steps, by their stages' names. */
export const selectable = (wiring: Wiring): Selectable => ({
  isOpen: (stage) =>
    wiring.steps.some((step) => step.isTemplate === true && step.application.definition.name === stage),
  steps: wiring.steps.map(({ id, application }) => ({ id, stage: application.definition.name })),
  topology: wiring.topology,
  graph: () => stageGraphOf(wiring),
})
