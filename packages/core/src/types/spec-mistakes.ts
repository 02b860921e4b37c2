import type { LazyOutput } from './lazy-output.ts'
import type { IsUnion } from './is-union.ts'
import type { Mistake, SurelyWrong } from './mistake.ts'
import type { NameOf } from './spec-names.ts'

/** What is wrong with a spec by itself, placed at the property that is wrong. */
export type CheckedSpec<Spec, Known> = KnownKeys<Spec, Known> &
  CheckedNames<Spec, 'inputs', 'input'> &
  CheckedNames<Spec, 'outputs', 'output'> &
  CheckedCachers<Spec>

/** Refuses keys that are not known. */
export type KnownKeys<Spec, Known> = CheckedKeys<Exclude<keyof Spec, keyof Known>>

type CheckedKeys<Surplus> = [Surplus] extends [never]
  ? unknown
  : { readonly [Key in Surplus & string]: Mistake<`'${Key}' is not a property that can be set here`> }

/** Refuses names that are declared twice, and a type that does not show whether there are any. */
type CheckedNames<Spec, Key extends 'inputs' | 'outputs', What extends string> = Spec extends {
  readonly [Name in Key]: infer Names extends readonly unknown[]
}
  ? SurelyWrong<Names, Twice<Names>> extends true
    ? { readonly [Name in Key]: Mistake<`${What} '${Twice<Names>}' is declared twice`> }
    : unknown
  : unknown

/** The property of a type that does not show whether it is there, such as `StageSpec` itself. */
export type Hidden<Spec> = HiddenAt<Spec, 'inputs'> | HiddenAt<Spec, 'outputs'>

type HiddenAt<Spec, Key extends string> = Spec extends { readonly [Name in Key]?: infer Names }
  ? [Key & keyof Spec] extends [never]
    ? never
    : [Names] extends [undefined]
      ? never
      : Spec extends { readonly [Name in Key]: readonly unknown[] }
        ? never
        : Key
  : never

/** The names that a list has twice: where each is the key to its places, such a key has two. */
type Twice<Names extends readonly unknown[]> = number extends Names['length']
  ? never
  : Plural<{ [Index in keyof Names & `${number}` as NameOf<Names[Index]>]: Index }>

type Plural<Places> = {
  [Name in keyof Places & string]: IsUnion<Places[Name]> extends true ? Name : never
}[keyof Places & string]

type CheckedCachers<Spec> = Spec extends { readonly cachers: infer Cachers extends readonly unknown[] }
  ? Cachers extends readonly []
    ? { readonly cachers: Mistake<`'cachers' is empty: leave it out, or give one cacher for each output`> }
    : Counted<
        Spec extends { readonly outputs: infer Outputs extends readonly unknown[] } ? Outputs : [],
        Cachers
      >
  : Spec extends { readonly outputs: readonly (infer Output)[] }
    ? SurelyWrong<Output, LazyNames<Output>> extends true
      ? { readonly outputs: Mistake<`output '${LazyNames<Output>}' is lazy, so it needs a cacher`> }
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
