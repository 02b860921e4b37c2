import type { IsAny } from '@stagewright/core'

/** `never` for types whose values `rich()` can hold, and otherwise what stands in the way, and where. */
export type RichRefusal<Value> = Sentence<RichProblem<Value, '', []>>

type Sentence<Problem> = Problem extends readonly [infer Path extends string, infer What extends string]
  ? `${Path extends '' ? 'it is' : `at '${Path}' there is`} ${What}. Return data, or use another cacher.`
  : never

type Plain = string | number | boolean | bigint | null | undefined | Date | RegExp | URL | URLSearchParams
type Bytes = ArrayBuffer | ArrayBufferView

/** The places that hold no data, each as a path and what is there. Looks five levels deep. */
type RichProblem<Value, Path extends string, Depth extends readonly unknown[]> =
  IsAny<Value> extends true
    ? never
    : unknown extends Value
      ? [Path, 'an unknown value']
      : Depth['length'] extends 5
        ? never
        : Value extends Plain | Bytes
          ? never
          : Value extends (...args: never) => unknown
            ? [Path, 'a function']
            : Value extends symbol
              ? [Path, 'a symbol']
              : Value extends Promise<unknown>
                ? [Path, 'a Promise']
                : Inside<Value, Path, [...Depth, unknown]>

type Inside<Value, Path extends string, Depth extends readonly unknown[]> =
  Value extends ReadonlyMap<infer Key, infer Held>
    ? RichProblem<Key, `${Path}.keys()`, Depth> | RichProblem<Held, `${Path}.get()`, Depth>
    : Value extends ReadonlySet<infer Member>
      ? RichProblem<Member, `${Path}.values()`, Depth>
      : Value extends readonly (infer Element)[]
        ? RichProblem<Element, `${Path}[]`, Depth>
        : {
            [Key in keyof Value & string]-?: RichProblem<
              Value[Key],
              `${Path}.${string extends Key ? '*' : Key}`,
              Depth
            >
          }[keyof Value & string]
