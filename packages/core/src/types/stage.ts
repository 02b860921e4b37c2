import type { CheckedRecord } from './record-mistakes.ts'
import type { ExperimentRecord } from './experiment-record.ts'
import type { GrowState } from './grow-state.ts'
import type { StageContext } from './stage-context.ts'
import type { StageSpec } from './stage-spec.ts'
import type { wiring } from './phantoms.ts'

/**
 * A typed step from record to record: applied to a record, it gives a new one that also has the stage's outputs.
 *
 * `Params` and `Inputs` are what it needs of a record, `Outputs` what it adds.
 */
export interface Stage<Params = {}, Inputs = {}, Outputs = {}> {
  <State, Given>(
    record: ExperimentRecord<State, Given> & CheckedRecord<State, Given, Inputs, Params>,
  ): ExperimentRecord<GrowState<State, Outputs>, Given>
  readonly [wiring]: Wiring<Params, Inputs, Outputs>
}

/** What a stage needs and gives. */
export interface Wiring<Params, Inputs, Outputs> {
  readonly params: Params
  readonly inputs: Inputs
  readonly outputs: Outputs
}

/** Any stage. */
export interface AnyStage {
  readonly [wiring]: Wiring<unknown, unknown, unknown>
}

/** A stage made by wrapping a function, which it carries for tests and tools. */
export interface FunctionStage<Params, Inputs, Outputs, Fn> extends Stage<Params, Inputs, Outputs> {
  readonly spec: StageSpec
  readonly fn: Fn
}

/** A stage made of stages. */
export interface Pipeline<Params, Inputs, Outputs> extends Stage<Params, Inputs, Outputs> {
  readonly members: readonly AnyStage[]
}

/** The shape of a function that can be wrapped, for those who name it. */
export type StageFunction<Params = {}, Inputs = {}, Outputs = {}> = (
  context: StageContext<Params>,
  inputs: Inputs,
) => Outputs | Promise<Outputs>
