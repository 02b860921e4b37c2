import type { Fits, IsAny } from '@stagewright/core'

/** `never` for lists of flat rows whose cells are all of the given types, and otherwise what stands in the way. */
export type RowsRefusal<Value, Cell> =
  IsAny<Value> extends true
    ? never
    : Value extends readonly (infer Row)[]
      ? RowRefusal<Row, Cell>
      : 'it is not an array of rows'

type RowRefusal<Row, Cell> =
  IsAny<Row> extends true
    ? never
    : Row extends readonly unknown[] | ((...args: never) => unknown) | Date
      ? 'its rows are not plain objects'
      : Row extends object
        ? ColumnRefusal<Row, Cell>
        : 'its rows are not plain objects'

type ColumnRefusal<Row, Cell> = {
  [Column in keyof Row & string]-?: Fits<Row[Column], Cell> extends true
    ? never
    : `column '${string extends Column ? '*' : Column}' ${Culprit<Exclude<Row[Column], Cell>>}`
}[keyof Row & string]

/** What is in a column and cannot be a cell. */
type Culprit<Value> = unknown extends Value
  ? 'holds an unknown value'
  : undefined extends Value
    ? 'may be missing or undefined. Use null'
    : [Value] extends [bigint]
      ? 'holds a bigint'
      : [Value] extends [Date]
        ? 'holds a Date'
        : [Value] extends [ArrayBufferView]
          ? 'holds bytes'
          : [Value] extends [readonly unknown[]]
            ? 'holds an array. Return flat rows, or use another cacher'
            : [Value] extends [(...args: never) => unknown]
              ? 'holds a function'
              : [Value] extends [object]
                ? 'holds an object. Return flat rows, or use another cacher'
                : 'holds what is no cell'
