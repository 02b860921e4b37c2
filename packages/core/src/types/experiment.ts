import type { ExperimentRecord } from './experiment-record.ts'

/** What can be planned and run: a record, or a list of targets. */
export type Target = ExperimentRecord<unknown, unknown> | readonly Target[]

/** Named parameter sets. */
export type ParameterSets = { readonly [name: string]: object }

/** What `experiment` is given. */
export interface ExperimentSpec<Sets> {
  readonly name: string
  /** Named parameter sets, or a function that gives them. */
  readonly params: Sets | (() => Sets | Promise<Sets>)
  /** Gets one record for each parameter set, in order, and returns what is to be run. */
  build(records: readonly ExperimentRecord<{}, Sets[keyof Sets]>[]): Target | Promise<Target>
}

/** `experiment({ name, params, build })` is what the command line loads from a file's default export. */
export interface ExperimentBuilder {
  <Sets extends ParameterSets>(spec: ExperimentSpec<Sets>): Experiment
}

/** An experiment, whatever its parameters. */
export interface Experiment {
  readonly name: string
  params(): Promise<ParameterSets>
  build(records: readonly ExperimentRecord[]): Promise<Target>
}
