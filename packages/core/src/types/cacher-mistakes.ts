import type { AnyFunction } from './any-function.ts'
import type { Fits } from './fits.ts'
import type { holds } from './phantoms.ts'
import type { HoldingRule } from './holding-rule.ts'
import type { IsAny } from './is-any.ts'
import type { AnyKey, ValueAt } from './keys.ts'
import type { NameOf } from './spec-names.ts'

/** Sentences about outputs that their cachers cannot hold. */
export type CacherMistakes<Spec, Returned> = Spec extends {
  readonly outputs: infer Outputs extends readonly unknown[]
  readonly cachers: infer Cachers extends readonly unknown[]
}
  ? IsAny<Returned> extends true
    ? never
    : {
        [Index in keyof Cachers]: Index extends keyof Outputs
          ? Refusal<NameOf<Outputs[Index]>, Cachers[Index], ValueAt<Returned, NameOf<Outputs[Index]>>>
          : never
      }[number]
  : never

type Refusal<Name extends string, Cacher, Value> = Cacher extends {
  readonly [holds]?: infer Rule extends HoldingRule
}
  ? RuledRefusal<Name, Rule, (Rule & { readonly value: Value })['refusal']>
  : Cacher extends { save(value: infer Held, ...rest: never[]): unknown }
    ? Fits<Value, Held> extends true
      ? LoadsLess<Name, Value, Cacher>
      : `the cacher of output '${Name}' holds another type`
    : never

/** A cacher that gives back less than it was given. */
type LoadsLess<Name extends string, Value, Cacher> = Cacher extends { load(from: never): infer Loaded }
  ? Fits<Awaited<Loaded>, Value> extends true
    ? never
    : LoadsWithout<Name, Lost<Value, Awaited<Loaded>>>
  : never

type LoadsWithout<Name extends string, Key extends string> = Key extends unknown
  ? `the cacher of output '${Name}' loads another type, without '${Key}'`
  : never

/** The properties of plain data that are not loaded. Of what has methods, other rules hold. */
type Lost<Value, Loaded> = Value extends readonly (infer Item)[]
  ? Loaded extends readonly (infer Back)[]
    ? Lost<Item, Back>
    : never
  : IsPlain<Value> & IsPlain<Loaded> extends true
    ? Exclude<keyof Value & string, AnyKey<Loaded>>
    : never

type IsPlain<Value> =
  IsAny<Value> extends true
    ? false
    : unknown extends Value
      ? false
      : Value extends AnyFunction | string | number | bigint | boolean | symbol | null | undefined
        ? false
        : Extract<Value[keyof Value], AnyFunction> extends never
          ? true
          : false

type RuledRefusal<Name extends string, Rule extends HoldingRule, Reason> = Reason extends string
  ? `${Rule['cacher']} cannot hold output '${Name}': ${Reason}`
  : never
