import type { ExperimentRecord } from './experiment-record.ts'

/** How a record is named and hashed. */
export interface RecordOptions<Params> {
  /** What people see; default: a short digest of the parameters. */
  readonly name?: string | undefined
  /** Parameters that never change a result, such as the number of workers. */
  readonly operational?: readonly (keyof Params & string)[] | undefined
  /** Gives a parameter that cannot be encoded a form that can. */
  readonly represent?:
    { readonly [Name in keyof Params]?: ((value: Params[Name]) => unknown) | undefined } | undefined
}

/** `record(params, options)` begins an execution chain under one parameter set. */
export interface RecordBuilder {
  <Params extends object>(
    params: Params,
    options?: RecordOptions<NoInfer<Params>>,
  ): ExperimentRecord<{}, Params>
}

/** `fork(record, params, options)` continues a record's state under another parameter set. */
export interface ForkBuilder {
  <State, Given, Params extends object>(
    record: ExperimentRecord<State, Given>,
    params: Params & Proposed<Given>,
    options?: RecordOptions<NoInfer<Params>>,
  ): ExperimentRecord<State, Params>
}

/** The names of the parameters before, so that editors propose them. */
type Proposed<Given> = { readonly [Name in keyof Given]?: unknown }
