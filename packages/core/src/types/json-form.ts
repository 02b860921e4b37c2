import type { AnyFunction } from './any-function.ts'
import type { IsAny } from './is-any.ts'

/**
 * What is left of a type when it went through JSON: a value that JSON can hold fits its own form. Properties are
 * looked at only when they are compared, so recursive types come to an end.
 */
export type JsonForm<Value> =
  IsAny<Value> extends true
    ? Value
    : Value extends string | number | boolean | null
      ? Value
      : Value extends AnyFunction | bigint | symbol | undefined
        ? never
        : Value extends readonly unknown[]
          ? ListForm<Value>
          : Value extends object
            ? HasSecrets<Value> extends true
              ? never
              : { [Key in keyof Value]: PropertyForm<Value[Key]> }
            : never

/** Whether a class has private fields: nothing else can stand for its instances. */
export type HasSecrets<Value> = { [Key in keyof Value]: Value[Key] } extends Value ? false : true

/** A property whose value is `undefined` is left out, which is the same. */
type PropertyForm<Value> =
  IsAny<Value> extends true ? Value : Value extends undefined ? Value : JsonForm<Value>

/** An array's elements are looked at late, too; only tuples are mapped, whose elements differ. */
type ListForm<Value extends readonly unknown[]> = number extends Value['length']
  ? IsTuple<Value> extends true
    ? { [Index in keyof Value]: JsonForm<Value[Index]> }
    : readonly JsonForm<Value[number]>[]
  : { [Index in keyof Value]: JsonForm<Value[Index]> }

/** Whether an array that may have any length begins or ends with elements of their own. */
type IsTuple<Value extends readonly unknown[]> = Value[number][] extends Value ? false : true
