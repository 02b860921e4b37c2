import type { IsAny } from '@stagewright/core'
import type { ParquetCell } from '../parquet-column.ts'
import type { RowsRefusal } from './row-refusal.ts'

/** `never` for flat rows whose columns hold one type each, and otherwise what stands in the way. */
export type ParquetRefusal<Value> = [RowsRefusal<Value, ParquetCell | null>] extends [never]
  ? IsAny<Value> extends true
    ? never
    : Value extends readonly (infer Row)[]
      ? MixedColumn<Row>
      : never
  : RowsRefusal<Value, ParquetCell | null>

type MixedColumn<Row> =
  IsAny<Row> extends true
    ? never
    : {
        [Column in keyof Row & string]-?: IsMixed<Kind<Row[Column]>> extends true
          ? `column '${string extends Column ? '*' : Column}' holds more than one type`
          : never
      }[keyof Row & string]

type Kind<Cell> = Cell extends string
  ? 'text'
  : Cell extends number
    ? 'number'
    : Cell extends boolean
      ? 'truth value'
      : Cell extends bigint
        ? 'bigint'
        : Cell extends Date
          ? 'Date'
          : never

type IsMixed<Kinds, Each = Kinds> = Kinds extends unknown ? ([Each] extends [Kinds] ? false : true) : never
