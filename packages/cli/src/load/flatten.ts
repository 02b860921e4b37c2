import type { ExperimentRecord, Target } from '@stagewright/core'

/** The records of a target, in their order. */
export const flatten = (target: Target): readonly ExperimentRecord<unknown, unknown>[] =>
  // A record is no array, which the type of Target cannot say.
  Array.isArray(target) ? target.flat(Infinity) : [target as ExperimentRecord<unknown, unknown>]
