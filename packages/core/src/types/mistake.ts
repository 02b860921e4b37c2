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

/** Accepts anything when there is no sentence. */
export type Unless<Sentences extends string> = [Sentences] extends [never] ? unknown : Mistake<Sentences>
