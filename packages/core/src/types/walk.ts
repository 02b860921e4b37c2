import type { AllOf } from './all-of.ts'
import type { AnyStage, Pipeline } from './stage.ts'
import type { Conflicts, WrongInput, WrongNames } from './record-mistakes.ts'
import type { GrowState } from './grow-state.ts'
import type { Mismatch, Mistake } from './mistake.ts'
import type { wiring } from './phantoms.ts'

/**
 * Goes through the stages of a pipeline in order, keeping what they need that no earlier one outputs, and all they
 * output. `members` are the stages, with a sentence in the place of each that does not fit.
 */
export type Walk<Stages extends readonly unknown[]> =
  Long<Stages> extends infer Whole
    ? Whole extends AnyStage
      ? Walked<Stages, Whole>
      : Walked<Members<Stages>, never>
    : never

/**
 * Sixteen stages at a time: the compiler goes through all that is left and all that was output at every step, so that
 * one step for each stage takes five million instantiations for four hundred.
 */
type Long<
  Stages extends readonly unknown[],
  Before extends AnyStage = Pipeline<{}, {}, {}>,
> = Stages extends readonly [
  infer A,
  infer B,
  infer C,
  infer D,
  infer E,
  infer F,
  infer G,
  infer H,
  infer I,
  infer J,
  infer K,
  infer L,
  infer M,
  infer N,
  infer O,
  infer P,
  ...infer Rest,
]
  ? Total<[A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P]> extends infer Block extends AnyStage
    ? Total<[Before, Block]> extends infer Whole extends AnyStage
      ? Long<Rest, Whole>
      : null
    : null
  : Total<Stages> extends infer Block extends AnyStage
    ? Total<[Before, Block]>
    : null

/** The pipeline, or `null` as soon as a member does not fit. */
type Total<
  Stages extends readonly unknown[],
  Params = {},
  Inputs = {},
  Outputs = {},
> = Stages extends readonly [infer First extends AnyStage, ...infer Rest]
  ? CheckedMember<First, Params, Inputs, Outputs> extends First
    ? Total<
        Rest,
        Both<Params, First[typeof wiring]['params']>,
        Both<Inputs, Remaining<First[typeof wiring]['inputs'], Outputs>>,
        GrowState<Outputs, First[typeof wiring]['outputs']>
      >
    : null
  : Stages extends readonly []
    ? Pipeline<Params, Inputs, Outputs>
    : Stages extends readonly (infer Any extends AnyStage)[]
      ? Uncounted<Any[typeof wiring]>
      : null

/** The same way again, for a pipeline that does not fit: all members, right and wrong. */
type Members<
  Stages extends readonly unknown[],
  Params = {},
  Inputs = {},
  Outputs = {},
  Seen extends readonly unknown[] = [],
> = Stages extends readonly [infer First extends AnyStage, ...infer Rest]
  ? Members<
      Rest,
      Both<Params, First[typeof wiring]['params']>,
      Both<Inputs, Remaining<First[typeof wiring]['inputs'], Outputs>>,
      GrowState<Outputs, First[typeof wiring]['outputs']>,
      [...Seen, CheckedMember<First, Params, Inputs, Outputs>]
    >
  : Seen

interface Walked<Members extends readonly unknown[], Whole> {
  readonly members: Members
  readonly pipeline: Whole
}

/** A list of stages that the compiler cannot count: all that any of them needs, and all that they output. */
type Uncounted<Wirings extends AnyStage[typeof wiring]> = Pipeline<
  AllOf<Wirings['params']>,
  AllOf<Wirings['inputs']>,
  AllOf<Wirings['outputs']>
>

/** Needs that are all met together, said once where one side says it all. */
type Both<Left, Right> =
  Covers<Left, Right> extends true ? Left : Covers<Right, Left> extends true ? Right : Left & Right

/** Keys are compared, too: whatever is optional fits a type that does not know of it. */
type Covers<Left, Right> =
  Exclude<keyof Right, keyof Left> extends never ? (Left extends Right ? true : false) : false

/** The inputs that are not output by an earlier member. */
type Remaining<Inputs, Outputs> =
  Extract<keyof Inputs, keyof Outputs> extends never
    ? Inputs
    : { [Name in keyof Inputs as Name extends keyof Outputs ? never : Name]: Inputs[Name] }

type CheckedMember<Member extends AnyStage, Params, Inputs, Outputs> = Judged<
  Member,
  WrongNames<Outputs, Member[typeof wiring]['inputs']>,
  | Exclusive<'parameter', Params, Member[typeof wiring]['params']>
  | Exclusive<'input', Inputs, Remaining<Member[typeof wiring]['inputs'], Outputs>>,
  Outputs
>

type Judged<Member extends AnyStage, Wrong extends string, Sentences extends string, Outputs> = [
  Wrong | Sentences,
] extends [never]
  ? Member
  : [Wrong] extends [never]
    ? Mistake<Sentences>
    : Mismatch<WrongInput<Wrong> | Sentences, Conflicts<Outputs, Member[typeof wiring]['inputs']>>

/** What two members need with types that no value has. */
type Exclusive<What extends string, Earlier, Needed> = {
  [Name in keyof Needed & keyof Earlier & string]: [Earlier[Name] & Needed[Name]] extends [never]
    ? [Earlier[Name]] extends [never]
      ? never
      : [Needed[Name]] extends [never]
        ? never
        : `${What} '${Name}' is needed with another type by an earlier stage`
    : never
}[keyof Needed & keyof Earlier & string]
