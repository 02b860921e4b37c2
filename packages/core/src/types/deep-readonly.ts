import type { AnyFunction } from './any-function.ts'

/** The same data, which nobody may change. Values that have methods (dates, maps, class instances) stay as they are. */
export type DeepReadonly<Value> = Value extends Primitive | AnyFunction
  ? Value
  : Value extends readonly unknown[]
    ? { readonly [Index in keyof Value]: DeepReadonly<Value[Index]> }
    : HasMethods<Value> extends true
      ? Value
      : { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }

type Primitive = string | number | boolean | bigint | symbol | null | undefined

type HasMethods<Value> = Extract<Value[keyof Value], AnyFunction> extends never ? false : true
