import type { Definition } from './application.ts'
import { numberApplications, recordsOf } from './collect.ts'
import { recordsOfSets } from './experiment.ts'
import { isRecord } from './record.ts'
import { definitionOf } from './wrap.ts'
import type { Experiment } from '../types/experiment.ts'

/**
 * The stages among a module's exports, in its pipelines, and in what its experiments build of all of their parameter
 * sets.
 *
 * @throws what an experiment throws that cannot be built
 */
export const findStages = async (
  exports: Readonly<Record<string, unknown>>,
): Promise<readonly Definition[]> => {
  const found = new Set<Definition>()
  for (const value of new Set(Object.values(exports))) {
    for (const definition of membersOf(value)) found.add(definition)
    if (isExperiment(value)) for (const definition of await usedBy(value)) found.add(definition)
  }
  return [...found]
}

/** A stage's own definition, or those of a pipeline's members. */
const membersOf = (value: unknown): readonly Definition[] => {
  if (typeof value !== 'function') return []
  const own = definitionOf(value)
  if (own !== undefined) return [own]
  const members: unknown = Reflect.get(value, 'members')
  return Array.isArray(members) ? members.flatMap(membersOf) : []
}

const isExperiment = (value: unknown): value is Experiment =>
  typeof value === 'object' &&
  value !== null &&
  !isRecord(value) &&
  typeof Reflect.get(value, 'name') === 'string' &&
  typeof Reflect.get(value, 'params') === 'function' &&
  typeof Reflect.get(value, 'build') === 'function'

const usedBy = async (experiment: Experiment): Promise<Iterable<Definition>> => {
  const targets = await experiment.build(recordsOfSets(await experiment.params()))
  return [...numberApplications(recordsOf(targets)).keys()].map(({ definition }) => definition)
}
