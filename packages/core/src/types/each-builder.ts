import type { AnyStage, Pipeline } from './stage.ts'
import type { IsAny } from './is-any.ts'
import type { InputsOf, OutputsOf, ParamsOf } from './walk.ts'
import type { List } from './list.ts'
import type { Loaded } from './lazy-output.ts'
import type { Mistake, UnlessSurely } from './mistake.ts'
import type { KnownKeys } from './spec-mistakes.ts'
import type { Unfinished } from './stage-builder.ts'
import type { AnyAggregate } from './aggregate.ts'

/** What `each` goes over. */
export interface EachSpec {
  /** The name of a list, or the names of lists that are equally long, which are gone over together. */
  readonly over: string | readonly string[]
  /** What an item is called as an input of the stage: one name for each list, in the same order. */
  readonly as: string | readonly string[]
}

/** `each(spec)(stage)` applies a stage to every item of a list. */
export interface EachBuilder {
  <const Spec extends EachSpec>(spec: Spec & CheckedEach<Spec>): EachWrapper<Spec>
}

/** What `each(spec)` returns: it takes the stage. */
export interface EachWrapper<Spec> extends Unfinished {
  <Inner>(
    stage: Inner & CheckedInner<Spec, Inner>,
  ): Pipeline<ParamsOf<Inner>, EachInputs<Spec, InputsOf<Inner>>, ListsOf<OutputsOf<Inner>>>
}

/** As many names as lists, and known keys only. */
type CheckedEach<Spec extends EachSpec> = KnownKeys<Spec, EachSpec> &
  (number extends Names<Spec['over']>['length'] | Names<Spec['as']>['length']
    ? unknown
    : Names<Spec['over']>['length'] extends Names<Spec['as']>['length']
      ? unknown
      : {
          readonly as: Mistake<`each list has one name for its items (over: ${Names<Spec['over']>['length'] & number}, as: ${Names<Spec['as']>['length'] & number})`>
        })

/** One name as a list of one. */
type Names<Given> = Given extends readonly unknown[] ? Given : readonly [Given]

/** Each list with the name that its items have. */
type Pairs<Lists extends readonly unknown[], Items extends readonly unknown[]> = {
  [Index in keyof Lists]: Index extends keyof Items
    ? { readonly list: Lists[Index]; readonly item: Items[Index] }
    : never
}[number]

type PairsOf<Spec extends EachSpec> = Pairs<Names<Spec['over']>, Names<Spec['as']>>

/** What is needed beside items, and a list of each item that is needed. */
type EachInputs<Spec, Inputs> = Spec extends EachSpec
  ? { [Name in keyof Inputs as Name extends PairsOf<Spec>['item'] ? never : Name]: Inputs[Name] } & {
      [Pair in PairsOf<Spec> as Pair['list'] & string]: List<
        Pair['item'] extends keyof Inputs ? Inputs[Pair['item']] : unknown
      >
    } extends infer All
    ? { [Name in keyof All]: All[Name] }
    : never
  : never

/** A list of each output. */
type ListsOf<Outputs> = { [Name in keyof Outputs]: List<Loaded<Outputs[Name]>> }

type CheckedInner<Spec, Inner> = UnlessSurely<Inner, InnerMistakes<Spec, Inner>>

type InnerMistakes<Spec, Inner> =
  IsAny<Inner> extends true
    ? never
    : [Inner] extends [AnyStage]
      ? | NotTaken<
            Exclude<(Spec extends EachSpec ? PairsOf<Spec>['item'] : never) & string, keyof InputsOf<Inner>>
          >
        | NoOutputs<OutputsOf<Inner>>
      : Inner extends AnyAggregate
        ? 'each takes a stage, and this is an aggregate'
        : Inner extends Unfinished
          ? 'the stage has no function yet: stage({...})(fn)'
          : 'each takes a stage: wrap a function by stage({...})(fn)'

type NotTaken<Name extends string> = Name extends string
  ? `the stage has no input '${Name}', which 'as' names`
  : never

type NoOutputs<Outputs> = [keyof Outputs] extends [never]
  ? 'the stage outputs nothing, so there is nothing to make lists of'
  : never
