import type { ByRecord, RecordView } from './by-record.ts'
import type { IsAny } from './is-any.ts'

/** The value that an aggregate's input has for each record; `unknown` where it is no map. */
export type ValueOfMap<Input> =
  Input extends ByRecord<infer Value, infer _>
    ? Value
    : Input extends ReadonlyMap<infer _, infer Value>
      ? Value
      : unknown

/** The parameters that are read of the records that are an input's keys. */
export type ParamsOfMap<Input> =
  IsAny<Input> extends true
    ? {}
    : Input extends ByRecord<unknown, infer Params>
      ? Params
      : Input extends ReadonlyMap<infer View, unknown>
        ? ParamsOfView<View>
        : {}

/** The parameters that are read of a record. */
export type ParamsOfView<View> =
  IsAny<View> extends true
    ? {}
    : View extends RecordView<infer Params>
      ? Params
      : View extends { readonly params: infer Params }
        ? Params
        : {}
