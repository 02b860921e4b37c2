import type { AggregateSpec } from './stage-spec.ts'
import type { CheckedGiven } from './record-mistakes.ts'
import type { CheckedRecords } from './records-mistakes.ts'
import type { ExperimentRecord } from './experiment-record.ts'
import type { GrowState } from './grow-state.ts'
import type { gathers } from './phantoms.ts'

/**
 * A stage over many records: applied to a record and a list of records, it gives the first with the outputs added.
 *
 * `Params` is what it reads of the first record, `RecordParams` of all in the list, and `Inputs` maps the names of
 * its inputs to a `ByRecord` each.
 */
export interface Aggregate<Params = {}, RecordParams = {}, Inputs = {}, Outputs = {}> {
  <State, Given, const Records extends readonly ExperimentRecord<unknown, unknown>[]>(
    record: ExperimentRecord<State, Given> & CheckedGiven<Given, Params>,
    records: Records & CheckedRecords<Records[number], Inputs, RecordParams>,
  ): ExperimentRecord<GrowState<State, Outputs>, Given>
  readonly [gathers]: true
}

/** Any aggregate. */
export interface AnyAggregate {
  readonly [gathers]: true
}

/** An aggregate made by wrapping a function, which it carries for tests and tools. */
export interface FunctionAggregate<
  Params,
  RecordParams,
  Inputs,
  Outputs,
  Fn,
  Spec = AggregateSpec,
> extends Aggregate<Params, RecordParams, Inputs, Outputs> {
  /** As it was given. */
  readonly spec: Spec & Omit<AggregateSpec, keyof Spec>
  readonly fn: Fn
}
