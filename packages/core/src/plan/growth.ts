import type { Application, Unfolded, Unfolding } from '../graph/application.ts'
import { numberMore } from '../graph/collect.ts'
import type { Topology } from '../graph/topology.ts'
import { gathered, type Placer, producersOf } from './place-steps.ts'
import { type Grow, isCached, type Step, type Wiring } from './step.ts'

/** The wiring that grows, as it is when nothing has been added. */
export interface GrowthParts {
  readonly steps: Step[]
  readonly topology: Topology
  readonly stepOf: Map<Application, number>
  readonly unfoldings: Map<Unfolding, Unfolded>
  readonly placer: Placer
  readonly guards: ((step: number) => Iterable<number>) | undefined
}

export const makeGrowth = ({
  steps,
  topology,
  stepOf,
  unfoldings,
  placer: { place, isTemplate },
  guards = () => [],
}: GrowthParts): Pick<Wiring, 'grow' | 'fold'> => {
  const set = (step: Step): void => topology.set(step.index, producersOf(step), guards(step.index))
  const grow: Grow = ({ index, application }, unfolded) => {
    const { unfolding } = application
    if (unfolding === undefined) throw new RangeError(`Step ${index} does not wait for lists.`)
    const from = steps.length
    unfoldings.set(unfolding, unfolded)
    for (const added of numberMore(unfolded.lasts, stepOf, unfoldings)) steps.push(place(added, steps.length))
    for (const step of steps.slice(from)) set(step)
    const { folded: _, ...step } = steps[index] ?? nowhere(index)
    const unfoldedStep = { ...step, ...gathered(application, unfolding, { stepOf, unfoldings, steps }) }
    steps[index] = unfoldedStep
    set(unfoldedStep)
    takeOver(index)
    return { from, replaced: stepsOfTemplate(unfolding, stepOf, isTemplate) }
  }
  /** How an expansion keeps what it takes over is known when those in it have expanded. */
  const takeOver = (first: number): void => {
    const pending = [first]
    for (let at = pending.pop(); at !== undefined; at = pending.pop())
      for (const index of topology.dependents(at)) {
        const step = steps[index]
        const { definition, unfolding } = step?.application ?? {}
        if (step === undefined || unfolding === undefined || definition?.kind !== 'expand') continue
        if (step.folded !== undefined || isCached(step)) continue
        steps[index] = { ...step, ...gathered(step.application, unfolding, { stepOf, unfoldings, steps }) }
        pending.push(index)
      }
  }
  return {
    grow,
    fold: (index) => {
      const step = steps[index] ?? nowhere(index)
      steps[index] = { ...step, inputs: [], folded: { template: undefined } }
    },
  }
}

const nowhere = (index: number): never => {
  throw new RangeError(`There is no step ${index}.`)
}

/** The steps that stood for those of the items. */
const stepsOfTemplate = (
  { template }: Unfolding,
  stepOf: ReadonlyMap<Application, number>,
  isTemplate: Placer['isTemplate'],
): readonly number[] => {
  const found = new Set<Application>(template.lasts.filter(isTemplate))
  // Members that are added while a Set is walked are met as well.
  for (const { previous, ofMembers, bindings } of found)
    for (const before of [previous, ...ofMembers, ...bindings.map(({ maker }) => maker)])
      if (before !== undefined && isTemplate(before)) found.add(before)
  return Array.from(found).flatMap((application) => stepOf.get(application) ?? [])
}
