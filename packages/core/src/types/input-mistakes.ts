import type { IsAny } from './is-any.ts'
import type { Unseen } from './spec-names.ts'

/** Sentences about declared inputs and those that a function takes. */
export type InputMistakes<Names extends string, Taken> =
  IsAny<Taken> extends true
    ? never
    : Unseen<Names | keyof Taken> extends true
      ? never
      : NotTaken<Exclude<Names, keyof Taken>> | NotDeclared<Exclude<keyof Taken & string, Names>>

type NotTaken<Name extends string> = `input '${Name}' is declared, but the function does not take it`

type NotDeclared<Name extends string> =
  `input '${Name}' is taken by the function, but not declared in 'inputs'`

/** Sentences about inputs that may be missing although the function needs them. */
export type SuppressionMistakes<Names extends string, Taken> =
  IsAny<Taken> extends true
    ? never
    : {
        [Name in Names & keyof Taken]: undefined extends Taken[Name] ? never : MayBeMissing<Name>
      }[Names & keyof Taken]

type MayBeMissing<Name extends string> =
  `input '${Name}' may be missing, because 'suppressMissingInputs' is set: its type must accept undefined`
