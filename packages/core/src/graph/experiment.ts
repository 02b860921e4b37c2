import { checkKeys } from '../errors/check-keys.ts'
import { InvalidArgumentError } from '../errors/index.ts'
import type { Experiment, ExperimentBuilder, ExperimentSpec, ParameterSets } from '../types/experiment.ts'
import { record } from './wrap.ts'

/** `experiment({ name, params, build })` is what the command loads from a file's default export. */
export const experiment: ExperimentBuilder = <Sets extends ParameterSets>(
  spec: ExperimentSpec<Sets>,
): Experiment => {
  const { name, params, build } = spec
  if (typeof name !== 'string' || name === '') throw new InvalidArgumentError(`An experiment needs a 'name'.`)
  checkKeys(`Experiment '${name}'`, spec, ['name', 'params', 'build'])
  if (typeof build !== 'function')
    throw new InvalidArgumentError(`Experiment '${name}' needs a function 'build'.`)
  return {
    name,
    params: async () => {
      const sets: unknown = typeof params === 'function' ? await params() : params
      if (typeof sets !== 'object' || sets === null || Array.isArray(sets))
        throw new InvalidArgumentError(
          `The 'params' of experiment '${name}' must be an object of named parameter sets.`,
        )
      return sets as ParameterSets
    },
    // An experiment's `build` takes records of its own parameter sets, which is what `recordsOf` makes of them.
    build: async (records) => build(records as unknown as Parameters<typeof build>[0]),
  }
}

/** The records of an experiment's parameter sets, in their order, each named as its set. */
export const recordsOfSets = (sets: ParameterSets): ReturnType<typeof record>[] =>
  Object.entries(sets).map(([name, params]) => record(params, { name }))
