import type { AnyFunction } from './any-function.ts'
import type { Fits } from './fits.ts'
import type { JsonForm } from './json-form.ts'

/** The nearest places that JSON cannot hold, each as a path and what is there. Looks six levels deep. */
export type JsonProblem<
  Value,
  Path extends string = '',
  Depth extends readonly unknown[] = [],
> = Depth['length'] extends 6
  ? [Path, 'something that JSON cannot hold']
  : Value extends unknown
    ? Fits<Value, JsonForm<Value>> extends true
      ? never
      : Culprit<Value> extends infer What
        ? [What] extends [never]
          ? Inside<Value, Path, [...Depth, unknown]>
          : [Path, What]
        : never
    : never

/** What a value is, if it is itself the problem. */
type Culprit<Value> = unknown extends Value
  ? 'an unknown value'
  : Value extends undefined
    ? 'undefined'
    : Value extends bigint
      ? 'a bigint'
      : Value extends symbol
        ? 'a symbol'
        : Value extends AnyFunction
          ? 'a function'
          : Value extends Date
            ? 'a Date'
            : Value extends ReadonlyMap<unknown, unknown>
              ? 'a Map'
              : Value extends ReadonlySet<unknown>
                ? 'a Set'
                : Value extends ArrayBufferView | ArrayBuffer
                  ? 'a typed array'
                  : Value extends RegExp
                    ? 'a RegExp'
                    : Value extends Promise<unknown>
                      ? 'a Promise'
                      : never

type Inside<Value, Path extends string, Depth extends readonly unknown[]> = Value extends readonly unknown[]
  ? number extends Value['length']
    ? JsonProblem<Value[number], `${Path}[]`, Depth>
    : {
        [Index in keyof Value]: JsonProblem<Value[Index], `${Path}[${Index & string}]`, Depth>
      }[number]
  : {
      [Key in keyof Value & string]-?: JsonProblem<Exclude<Value[Key], undefined>, `${Path}.${Key}`, Depth>
    }[keyof Value & string]
