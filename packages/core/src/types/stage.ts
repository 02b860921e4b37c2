import type { CheckedRecord } from './record-mistakes.ts'
import type { ExperimentRecord } from './experiment-record.ts'
import type { GrowState } from './grow-state.ts'
import type { StageContext } from './stage-context.ts'
import type { StageSpec } from './stage-spec.ts'
import type { state, wiring } from './phantoms.ts'

/**
 * A typed step from record to record: applied to a record, it gives a new one that also has the stage's outputs.
 *
 * `Params` and `Inputs` are what it needs of a record, `Outputs` what it adds. This is the type to ask for: a stage that
 * needs less fits it.
 */
export interface Stage<Params = {}, Inputs = {}, Outputs = {}> {
  <State extends Inputs, Given extends Params>(
    record: ExperimentRecord<State, Given>,
  ): ExperimentRecord<GrowState<State, Outputs>, Given>
  readonly [wiring]: Wiring<Params, Inputs, Outputs>
}

/** What a stage needs and gives. */
export interface Wiring<in Params, in Inputs, out Outputs> {
  readonly params: (needed: Params) => void
  readonly inputs: (needed: Inputs) => void
  readonly outputs: Outputs
}

/** Any stage. */
export interface AnyStage {
  readonly [wiring]: Wiring<never, never, unknown>
}

/**
 * What stages that the builders make can be applied to: the record is the type parameter, so that one of two records is taken
 * as it is, and what it lacks is a sentence.
 */
export interface Applied<Params, Inputs, Outputs> {
  <Given extends ExperimentRecord<unknown, unknown>>(
    record: Given & CheckedRecord<Given[typeof state], Given['params'], Inputs, Params>,
  ): ExperimentRecord<GrowState<Given[typeof state], Outputs>, Given['params']>
  readonly [wiring]: Wiring<Params, Inputs, Outputs>
}

/** A stage made by wrapping a function, which it carries for tests and tools. */
export interface FunctionStage<Params, Inputs, Outputs, Fn, Spec = StageSpec> extends Applied<
  Params,
  Inputs,
  Outputs
> {
  /** As it was given. */
  readonly spec: Spec & Omit<StageSpec, keyof Spec>
  readonly fn: Fn
}

/** A stage made of stages. */
export interface Pipeline<Params, Inputs, Outputs> extends Applied<Params, Inputs, Outputs> {
  readonly members: readonly AnyStage[]
}

/** The shape of a function that can be wrapped, for those who name it. */
export type StageFunction<Params = {}, Inputs = {}, Outputs = {}> = (
  context: StageContext<Params>,
  inputs: Inputs,
) => Outputs | Promise<Outputs>
