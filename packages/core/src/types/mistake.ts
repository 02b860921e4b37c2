import type { Fits } from './fits.ts'

declare const mistake: unique symbol

/** What a wrong argument is asked to be: a sentence that nothing has, so that the compiler prints it. */
export interface Mistake<Sentence extends string> {
  readonly [mistake]: Sentence
}

/** A mistake about types, which the compiler prints beside the sentence. */
export interface Mismatch<Sentence extends string, Types> {
  readonly [mistake]: { readonly sentence: Sentence; readonly types: Types }
}

/** The two types that do not fit. */
export interface Versus<Needed, Given> {
  readonly needed: Needed
  readonly given: Given
}

/**
 * Accepts anything unless something is wrong for sure: where a type parameter stands inside, the compiler cannot know, and a
 * program that is generic is not refused for it. The doubt is on the right of `extends`, where the compiler tries `any`
 * for type parameters; `Subject` must be a parameter of the alias, or all is settled before it is known.
 */
export type UnlessSurely<Subject, Sentences extends string> =
  SurelyWrong<Subject, Sentences> extends true ? Mistake<Sentences> : unknown

/** Whether there is a sentence for sure. */
export type SurelyWrong<Subject, Sentences extends string> = [Subject, { wrong: 1 }] extends [
  unknown,
  { wrong: Mark<Sentences> },
]
  ? true
  : false

type Mark<Sentences> = [Sentences] extends [never] ? never : 1

/**
 * `Plain` where what is there fits what is needed, or else the sentence. Looked up by a key, because the compiler works out a key
 * from what a type parameter extends, and a condition it puts off: this way generic programs can be proved.
 */
export type Lookup<Have, Want, Plain, Sentence> = {
  readonly fits: Plain
  readonly not: Sentence
}[Have extends unknown ? (Fits<Have, Want> extends true ? 'fits' : 'not') : never]
