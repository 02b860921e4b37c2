import type { LazyOutput } from './lazy-output.ts'
import type { Mistake } from './mistake.ts'
import type { NameOf } from './spec-names.ts'

/** What is wrong with a spec by itself, placed at the property that is wrong. */
export type CheckedSpec<Spec, Known> = CheckedKeys<Exclude<keyof Spec, keyof Known>> & CheckedCachers<Spec>

type CheckedKeys<Surplus> = [Surplus] extends [never]
  ? unknown
  : { readonly [Key in Surplus & string]: Mistake<`'${Key}' is not a property that can be set here`> }

type CheckedCachers<Spec> = Spec extends { readonly cachers: infer Cachers extends readonly unknown[] }
  ? Cachers extends readonly []
    ? { readonly cachers: Mistake<`'cachers' is empty: leave it out, or give one cacher for each output`> }
    : Counted<
        Spec extends { readonly outputs: infer Outputs extends readonly unknown[] } ? Outputs : [],
        Cachers
      >
  : Spec extends { readonly outputs: readonly (infer Output)[] }
    ? LazyNames<Output> extends infer Name extends string
      ? [Name] extends [never]
        ? unknown
        : { readonly outputs: Mistake<`output '${Name}' is lazy, so it needs a cacher`> }
      : unknown
    : unknown

type LazyNames<Output> = NameOf<Extract<Output, LazyOutput>>

type Counted<Outputs extends readonly unknown[], Cachers extends readonly unknown[]> = number extends
  Outputs['length'] | Cachers['length']
  ? unknown
  : Outputs['length'] extends Cachers['length']
    ? unknown
    : { readonly cachers: Mistake<CountSentence<Outputs, Cachers>> }

type CountSentence<Outputs extends readonly unknown[], Cachers extends readonly unknown[]> =
  Beyond<Outputs, Cachers> extends infer Bare
    ? [Bare] extends [never]
      ? `there are more cachers than outputs (outputs: ${Outputs['length']}, cachers: ${Cachers['length']})`
      : `output '${NameOf<Bare>}' has no cacher (outputs: ${Outputs['length']}, cachers: ${Cachers['length']})`
    : never

/** Those of the first list that have no partner in the second. */
type Beyond<Outputs extends readonly unknown[], Cachers extends readonly unknown[]> = {
  [Index in keyof Outputs]: Index extends keyof Cachers ? never : Outputs[Index]
}[number]
