import type { Fits } from './fits.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import type { ExperimentRecord } from './experiment-record.ts'
import type { IsUnion } from './is-union.ts'
import type { Near } from './near-names.ts'
import type { Lookup, Mismatch, Mistake, UnlessSurely, Versus } from './mistake.ts'

/** Accepts a record that has the inputs and parameters that are needed, and otherwise says what is wrong. */
export type CheckedRecord<State, Given, Inputs, Params> =
  Meets<State, Inputs> extends true
    ? CheckedGiven<Given, Params>
    : Lookup<State, Inputs, ExperimentRecord<Inputs, unknown>, CheckedInputs<State, Inputs>>

/** Accepts a record that has the parameters that are needed. */
export type CheckedGiven<Given, Params> =
  Meets<Given, Params | DeepReadonly<Params>> extends true
    ? UnlessSurely<Given, Misspelt<Given, Params>>
    : Lookup<
        Given,
        Params | DeepReadonly<Params>,
        ExperimentRecord<unknown, Params | DeepReadonly<Params>>,
        CheckedParams<Given, DeepReadonly<Params>>
      >

/** A parameter that may be absent, is, and is nearly there. */
type Misspelt<Given, Params> = [keyof Params] extends [keyof Given]
  ? never
  : Near<
        Exclude<keyof Given & string, keyof Params>,
        Exclude<keyof Params & string, keyof Given>
      > extends infer Name extends string
    ? MisspeltParam<Name, Near<Exclude<keyof Params & string, keyof Given>, Name>>
    : never

type MisspeltParam<
  Name extends string,
  Meant extends string,
> = `parameter '${Name}' is not read: '${Meant}' is, and is absent`

type Meets<Have, Want> = [keyof Want] extends [never] ? true : Fits<Have, Want>

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
    ? Fits<Given[Name], Needed[Name]> extends true
      ? never
      : Name
    : never
}[keyof Needed & string]

/** The two types of each name that does not fit. */
export type Conflicts<Given, Needed> =
  WrongNames<Given, Needed> extends infer Wrong extends keyof Given & keyof Needed
    ? { [Name in Wrong]: Versus<Needed[Name], Given[Name]> }
    : never
