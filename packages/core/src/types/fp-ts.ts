// The shapes of fp-ts's types. Values of either are taken for the other, and nobody who does without fp-ts has to install it.

/** fp-ts's `Either`: what went wrong, or what came of it. */
export type Either<Wrong, Right> =
  { readonly _tag: 'Left'; readonly left: Wrong } | { readonly _tag: 'Right'; readonly right: Right }

/** fp-ts's `TaskEither`: begins when it is called, and never rejects. */
export type TaskEither<Wrong, Right> = () => Promise<Either<Wrong, Right>>
