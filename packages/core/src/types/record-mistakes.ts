import type { Fits } from './fits.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import type { Mismatch, Mistake, Versus } from './mistake.ts'

/** Accepts a record that has the inputs and parameters that are needed, and otherwise says what is wrong. */
export type CheckedRecord<State, Given, Inputs, Params> =
  Fits<State, Inputs> extends true
    ? Fits<Given, DeepReadonly<Params>> extends true
      ? unknown
      : CheckedParams<Given, DeepReadonly<Params>>
    : CheckedInputs<State, Inputs>

type CheckedInputs<State, Inputs> = Verdict<
  MissingInput<MissingNames<State, Inputs>>,
  WrongInput<WrongNames<State, Inputs>>,
  Conflicts<State, Inputs>
>

export type CheckedParams<Given, Params> = [MissingNames<Given, Params> | WrongNames<Given, Params>] extends [
  never,
]
  ? IsUnion<Params> extends true
    ? Mistake<`the record's parameters fit none of the sets that are needed`>
    : unknown
  : Verdict<
      MissingParam<MissingNames<Given, Params>>,
      WrongParam<WrongNames<Given, Params>>,
      Conflicts<Given, Params>
    >

/** Nothing, a sentence, or a sentence and the types that conflict. */
export type Verdict<Missing extends string, Wrong extends string, Types> = [Missing | Wrong] extends [never]
  ? unknown
  : [Wrong] extends [never]
    ? Mistake<Missing>
    : Mismatch<Missing | Wrong, Types>

export type MissingInput<Name extends string> = `input '${Name}' is missing: no earlier stage outputs it`
export type WrongInput<Name extends string> = `input '${Name}' has another type than the output that feeds it`
export type MissingParam<Name extends string> = `parameter '${Name}' is missing from the record's parameters`
export type WrongParam<Name extends string> =
  `parameter '${Name}' has another type in the record's parameters`

/** The names of what is needed and not there. */
export type MissingNames<Given, Needed> = {
  [Name in keyof Needed & string]-?: Name extends keyof Given
    ? never
    : {} extends Pick<Needed, Name>
      ? never
      : Name
}[keyof Needed & string]

/** The names of what is there with a type that does not fit. */
export type WrongNames<Given, Needed> = {
  [Name in keyof Needed & string]-?: Name extends keyof Given
    ? [Given[Name]] extends [Needed[Name]]
      ? never
      : Name
    : never
}[keyof Needed & string]

/** The two types of each name that does not fit. */
export type Conflicts<Given, Needed> =
  WrongNames<Given, Needed> extends infer Wrong extends keyof Given & keyof Needed
    ? { [Name in Wrong]: Versus<Needed[Name], Given[Name]> }
    : never

type IsUnion<Type, Whole = Type> = Type extends unknown ? ([Whole] extends [Type] ? false : true) : never
