// The shapes of fp-ts's types. Values of either are taken for the other, and nobody who does without fp-ts has to install it.

/** fp-ts's `Either`: what went wrong, or what came of it. */
export type Either<Wrong, Right> =
  { readonly _tag: 'Left'; readonly left: Wrong } | { readonly _tag: 'Right'; readonly right: Right }

/** fp-ts's `Monoid`: `concat` is associative, and `empty` changes nothing on either side. */
export interface Monoid<Value> {
  readonly concat: (first: Value, second: Value) => Value
  readonly empty: Value
}

/** fp-ts's `TaskEither`: begins when it is called, and never rejects. */
export type TaskEither<Wrong, Right> = () => Promise<Either<Wrong, Right>>
