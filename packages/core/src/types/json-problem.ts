import type { AnyFunction } from './any-function.ts'
import type { Fits } from './fits.ts'
import type { HasSecrets, JsonForm } from './json-form.ts'

/** The nearest places that JSON cannot hold, each as a path and what is there. Looks six levels deep. */
export type JsonProblem<Value, Path extends string = '', Depth extends readonly unknown[] = []> = [
  Culprit<Value>,
] extends [never]
  ? Depth['length'] extends 6
    ? [Path, 'something that JSON cannot hold']
    : Inside<Value, Path, [...Depth, unknown]>
  : [Path, Culprit<Value>]

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
                      : Value extends readonly unknown[] | Primitive
                        ? never
                        : HasSecrets<Value> extends true
                          ? 'an instance of a class that has private fields'
                          : never

type Primitive = string | number | boolean | null

/** Problems among the parts of a value, and further inside only where there are none. */
type Inside<Value, Path extends string, Depth extends readonly unknown[]> = Value extends unknown
  ? [Direct<Parts<Value>, Path>] extends [never]
    ? Deeper<Parts<Value>, Path, Depth>
    : Direct<Parts<Value>, Path>
  : never

/** What a value holds, by the step that leads there. */
type Parts<Value> = Value extends readonly unknown[]
  ? number extends Value['length']
    ? { '[]': Value[number] }
    : { [Index in keyof Value & `${number}` as `[${Index}]`]: Value[Index] }
  : { [Key in keyof Value & string as string extends Key ? '.*' : `.${Key}`]: Exclude<Value[Key], undefined> }

type Direct<Steps, Path extends string> = {
  [Step in keyof Steps & string]-?: Culprit<Steps[Step]> extends infer What
    ? What extends string
      ? [`${Path}${Step}`, What]
      : never
    : never
}[keyof Steps & string]

type Deeper<Steps, Path extends string, Depth extends readonly unknown[]> = {
  [Step in keyof Steps & string]-?: Fits<Steps[Step], JsonForm<Steps[Step]>> extends true
    ? never
    : JsonProblem<Steps[Step], `${Path}${Step}`, Depth>
}[keyof Steps & string]
