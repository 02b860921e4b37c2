import type { ParameterSets, Store, Target } from '@stagewright/core'
import { applyAssignments } from '../settings/assignments.ts'
import { chooseSets } from '../settings/choose-sets.ts'
import type { Choices } from '../settings/choices.ts'
import { defaultStore } from '../settings/default-store.ts'
import { remoteOf } from '../settings/remote.ts'
import type { Surroundings } from '../surroundings.ts'
import { UsageError } from '../errors/usage-error.ts'
import { flatten } from './flatten.ts'
import { type LoadedExperiment, loadExperiment } from './load-experiment.ts'

/** An experiment whose targets stand, ready to be planned or run. */
export interface Prepared extends LoadedExperiment {
  readonly targets: Target
  /** The parameter sets that were chosen, with what was set. */
  readonly sets: ParameterSets
  readonly store: Store
  readonly overwrite: readonly string[] | undefined
}

export const prepareTargets = async (
  file: string,
  choices: Choices,
  world: Pick<Surroundings, 'cwd' | 'env' | 'importModule'>,
): Promise<Prepared> => {
  const loaded = await loadExperiment(file, world, choices.experiment)
  const { experiment, toolkit } = loaded
  const chosen = chooseSets(await experiment.params(), choices.params ?? [])
  const sets = applyAssignments(chosen, choices.set ?? [])
  const targets = await build(loaded, sets)
  const remote = await remoteOf(choices.remote, world)
  const store = toolkit.fileStore(choices.store ?? defaultStore, {
    keepCode: choices.keepCode ?? true,
    ...(remote && { remote }),
  })
  return { ...loaded, targets, sets, store, overwrite: choices.overwrite }
}

/** @throws UsageError where there is nothing to run */
const build = async (
  { experiment, toolkit, shown }: LoadedExperiment,
  sets: ParameterSets,
): Promise<Target> => {
  const hasSets = Object.keys(sets).length > 0
  const nothing = (cause?: unknown): UsageError =>
    new UsageError(
      hasSets
        ? `Experiment '${experiment.name}' in ${shown} builds no records, so there is nothing to run. Let 'build' return the records whose results you want.`
        : `Experiment '${experiment.name}' in ${shown} has no parameter sets, so there is nothing to run. Give it at least one: params: { only: {} }.`,
      cause,
    )
  try {
    const targets = await experiment.build(toolkit.recordsOfSets(sets))
    if (flatten(targets).length > 0) return targets
  } catch (error) {
    // A builder that takes the first record of none fails for that alone.
    throw hasSets ? error : nothing(error)
  }
  throw nothing()
}
