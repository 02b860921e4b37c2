import type { Fits } from './fits.ts'
import type { holds } from './phantoms.ts'
import type { HoldingRule } from './holding-rule.ts'
import type { IsAny } from './is-any.ts'
import type { ValueAt } from './keys.ts'
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
      ? never
      : `the cacher of output '${Name}' holds another type`
    : never

type RuledRefusal<Name extends string, Rule extends HoldingRule, Reason> = Reason extends string
  ? `${Rule['cacher']} cannot hold output '${Name}': ${Reason}`
  : never
