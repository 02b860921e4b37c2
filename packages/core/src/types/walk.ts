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
  Total<Stages> extends infer Whole
    ? Whole extends AnyStage
      ? Walked<Stages, Whole>
      : Walked<Members<Stages>, never>
    : never

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

/** Needs that are all met together. */
type Both<Left, Right> = Left extends Right ? Left : Right extends Left ? Right : Left & Right

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
