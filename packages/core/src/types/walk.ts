import type { AllOf } from './all-of.ts'
import type { AnyAggregate } from './aggregate.ts'
import type { AnyStage, Pipeline, Wiring } from './stage.ts'
import type { Conflicts, WrongInput, WrongNames } from './record-mistakes.ts'
import type { GrowState } from './grow-state.ts'
import type { IsAny } from './is-any.ts'
import type { Mismatch, Mistake, SurelyWrong } from './mistake.ts'
import type { Unfinished } from './stage-builder.ts'
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
  : number extends Stages['length']
    ? Total<[Before, ...Stages]>
    : Total<Stages> extends infer Block extends AnyStage
      ? Total<[Before, Block]>
      : null

/** The pipeline, or `null` as soon as a member does not fit. */
type Total<
  Stages extends readonly unknown[],
  Params = {},
  Inputs = {},
  Outputs = {},
> = Stages extends readonly [infer First, ...infer Rest]
  ? SurelyWrong<First, Sentences<First, Params, Inputs, Outputs>> extends true
    ? null
    : Total<
        Rest,
        Both<Params, ParamsOf<First>>,
        Both<Inputs, Remaining<InputsOf<First>, Outputs>>,
        Grown<Outputs, OutputsOf<First>>
      >
  : Stages extends readonly []
    ? Pipeline<Params, Inputs, Outputs>
    : Total<Settled<Stages, Outputs>, Params, Inputs, Outputs>

/** The same way again, for a pipeline that does not fit: all members, right and wrong. */
type Members<
  Stages extends readonly unknown[],
  Params = {},
  Inputs = {},
  Outputs = {},
  Seen extends readonly unknown[] = [],
> = Stages extends readonly [infer First, ...infer Rest]
  ? Members<
      Rest,
      Both<Params, ParamsOf<First>>,
      Both<Inputs, Remaining<InputsOf<First>, Outputs>>,
      Grown<Outputs, OutputsOf<First>>,
      [...Seen, Judged<First, Params, Inputs, Outputs>]
    >
  : Stages extends readonly []
    ? Seen
    : Settled<Stages, Outputs> extends readonly [infer First, ...infer Rest]
      ? Members<
          Rest,
          Both<Params, ParamsOf<First>>,
          Both<Inputs, Remaining<InputsOf<First>, Outputs>>,
          Grown<Outputs, OutputsOf<First>>,
          [...Seen, ...Open<Stages[number], Judged<First, Params, Inputs, Outputs>>[]]
        >
      : never

/** What each of a list must be: itself, or what is wrong with one of them. */
type Open<Each, Verdict> = Verdict extends AnyStage ? Each : Verdict

interface Walked<Members extends readonly unknown[], Whole> {
  readonly members: Members
  readonly pipeline: Whole
}

export type ParamsOf<Member> = Member extends { readonly [wiring]: Wiring<infer Params, never, unknown> }
  ? Params
  : {}
export type InputsOf<Member> = Member extends { readonly [wiring]: Wiring<never, infer Inputs, unknown> }
  ? Inputs
  : {}
export type OutputsOf<Member> = Member extends { readonly [wiring]: { readonly outputs: infer Outputs } }
  ? Outputs
  : {}

/**
 * A list of stages of any length as one stage, with those that follow it. Each of them may come first, so it needs what any of them
 * needs; and there may be none, so what they output may still be what it was before.
 */
type Settled<
  Stages extends readonly unknown[],
  Outputs,
  After extends readonly unknown[] = [],
> = Stages extends readonly [...infer Before, infer Last]
  ? Settled<Before, Outputs, [Last, ...After]>
  : [Some<Stages[number], Outputs>, ...After]

type Some<Each, Outputs> = Pipeline<
  AllOf<ParamsOf<Each>>,
  AllOf<InputsOf<Each>>,
  Perhaps<AllOf<OutputsOf<Each>>, Outputs>
>

type Perhaps<New, Old> = { [Name in keyof New]: Name extends keyof Old ? Old[Name] | New[Name] : New[Name] }

/** The first member's outputs stay as they are, which a member whose type is a parameter needs. */
type Grown<Outputs, New> = [keyof Outputs] extends [never] ? New : GrowState<Outputs, New>

/** Needs that are all met together, said once where one side says it all. */
type Both<Left, Right> = [keyof Left] extends [never]
  ? Right
  : [keyof Right] extends [never]
    ? Left
    : Covers<Left, Right> extends true
      ? Left
      : Covers<Right, Left> extends true
        ? Right
        : Left & Right

/** Keys are compared, too: whatever is optional fits a type that does not know of it. */
type Covers<Left, Right> =
  Exclude<keyof Right, keyof Left> extends never ? (Left extends Right ? true : false) : false

/** The inputs that are not output by an earlier member. */
type Remaining<Inputs, Outputs> = [keyof Outputs] extends [never]
  ? Inputs
  : Extract<keyof Inputs, keyof Outputs> extends never
    ? Inputs
    : { [Name in keyof Inputs as Name extends keyof Outputs ? never : Name]: Inputs[Name] }

type Sentences<Member, Params, Inputs, Outputs> = [Member] extends [AnyStage]
  ? | WrongInput<WrongNames<Outputs, InputsOf<Member>>>
    | Exclusive<'parameter', Params, ParamsOf<Member>>
    | Exclusive<'input', Inputs, Remaining<InputsOf<Member>, Outputs>>
  : NoStage<Member>

type NoStage<Member> =
  IsAny<Member> extends true
    ? never
    : Member extends AnyAggregate
      ? 'an aggregate cannot be a member of a pipeline: apply it to a record and a list of records'
      : Member extends Unfinished
        ? 'the stage has no function yet: stage({...})(fn)'
        : 'a member of a pipeline is a stage: wrap a function by stage({...})(fn)'

type Judged<Member, Params, Inputs, Outputs> =
  SurelyWrong<Member, Sentences<Member, Params, Inputs, Outputs>> extends true
    ? WrongNames<Outputs, InputsOf<Member>> extends never
      ? Mistake<Sentences<Member, Params, Inputs, Outputs>>
      : Mismatch<Sentences<Member, Params, Inputs, Outputs>, Conflicts<Outputs, InputsOf<Member>>>
    : Member

/** What two members need with types that no value has. A condition, so that the sentences are printed and not its name. */
type Exclusive<What extends string, Earlier, Needed> = keyof Needed &
  keyof Earlier &
  string extends infer Shared extends keyof Needed & keyof Earlier & string
  ? {
      [Name in Shared]: [Earlier[Name] & Needed[Name]] extends [never]
        ? [Earlier[Name]] extends [never]
          ? never
          : [Needed[Name]] extends [never]
            ? never
            : `${What} '${Name}' is needed with another type by an earlier stage`
        : never
    }[Shared]
  : never
