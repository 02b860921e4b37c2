import type { AggregateSpec } from './stage-spec.ts'
import type { CheckedParams } from './record-mistakes.ts'
import type { CheckedRecords } from './records-mistakes.ts'
import type { Fits } from './fits.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import type { ExperimentRecord } from './experiment-record.ts'
import type { GrowState } from './grow-state.ts'

/**
 * A stage over many records: applied to a record and a list of records, it gives the first with the outputs added.
 *
 * `Params` is what it reads of the first record, `RecordParams` of all in the list, and `Inputs` maps the names of
 * its inputs to a `ByRecord` each.
 */
export interface Aggregate<Params = {}, RecordParams = {}, Inputs = {}, Outputs = {}> {
  <State, Given, const Records extends readonly ExperimentRecord<unknown, unknown>[]>(
    record: ExperimentRecord<State, Given> & CheckedOwn<Given, Params>,
    records: Records & CheckedRecords<Records[number], Inputs, RecordParams>,
  ): ExperimentRecord<GrowState<State, Outputs>, Given>
}

type CheckedOwn<Given, Params> =
  Fits<Given, DeepReadonly<Params>> extends true ? unknown : CheckedParams<Given, DeepReadonly<Params>>

/** An aggregate made by wrapping a function, which it carries for tests and tools. */
export interface FunctionAggregate<Params, RecordParams, Inputs, Outputs, Fn> extends Aggregate<
  Params,
  RecordParams,
  Inputs,
  Outputs
> {
  readonly spec: AggregateSpec
  readonly fn: Fn
}
