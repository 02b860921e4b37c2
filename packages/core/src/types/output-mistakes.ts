import type { AnyFunction } from './any-function.ts'
import type { IsAny } from './is-any.ts'
import type { AnyKey } from './keys.ts'
import type { Unseen } from './spec-names.ts'

/** Sentences about declared outputs and those that a function returns. */
export type OutputMistakes<Names extends string, Returned> =
  IsAny<Returned> extends true
    ? never
    : [Returned] extends [never]
      ? never
      : [Names] extends [never]
        ? Surplus<Returned>
        : | ReturnsNothing<Names, Returned>
          | NoObject<Names, Returned>
          | NotReturned<Names, Returned>
          | NotDeclared<Names, Returned>

type Nothing = void | undefined | null

type Surplus<Returned> = Returned extends Nothing
  ? never
  : IsPlainObject<Returned> extends true
    ? NotDeclared<never, Returned>
    : `the function returns a value, but no outputs are declared`

type NoObject<Names extends string, Returned> = Returned extends Nothing
  ? never
  : IsPlainObject<Returned> extends true
    ? never
    : `output '${Names}' is declared, but the function does not return an object`

type ReturnsNothing<Names extends string, Returned> = [Returned] extends [Nothing]
  ? `output '${Names}' is declared, but the function returns nothing`
  : [Extract<Returned, Nothing>] extends [never]
    ? never
    : `output '${Names}' is declared, but the function may return nothing`

type NotReturned<Names extends string, Returned> = Returned extends Nothing
  ? never
  : IsPlainObject<Returned> extends true
    ? Unseen<Names | keyof Returned> extends true
      ? never
      : {
          [Name in Names]: Name extends keyof Returned
            ? Returned extends { readonly [Key in Name]: unknown }
              ? never
              : `output '${Name}' is declared, but not always returned`
            : `output '${Name}' is declared, but not returned`
        }[Names]
    : never

type NotDeclared<Names extends string, Returned> =
  Unseen<Names | AnyKey<Returned>> extends true
    ? never
    : Returned extends Nothing
      ? never
      : IsPlainObject<Returned> extends true
        ? `output '${Exclude<keyof Returned & string, Names>}' is returned, but not declared in 'outputs'`
        : never

type IsPlainObject<Returned> = Returned extends object
  ? Returned extends readonly unknown[] | AnyFunction
    ? false
    : true
  : false
