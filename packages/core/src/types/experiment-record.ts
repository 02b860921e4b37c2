import type { state } from './phantoms.ts'

/**
 * One execution chain under one parameter set: parameters, and for each artifact name the stage that produces it.
 * Records are immutable descriptions; nothing runs when a stage is applied to one.
 *
 * `State` maps the artifacts that the record has to their types.
 */
export interface ExperimentRecord<out State = {}, out Params = {}> {
  readonly params: Params
  /** What people see. */
  readonly name: string
  readonly [state]: State
}
