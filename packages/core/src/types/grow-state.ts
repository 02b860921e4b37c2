/**
 * A record's artifacts after a stage: a later output replaces an earlier one of the same name.
 *
 * Intersections are cheap and stay flat, which is why names are only taken out where they clash.
 */
export type GrowState<State, Outputs> =
  Extract<keyof Outputs, keyof State> extends never ? State & Outputs : Settled<Replace<State, Outputs>>

type Replace<State, Outputs> = {
  [Name in keyof State | keyof Outputs]: Name extends keyof Outputs
    ? Outputs[Name]
    : Name extends keyof State
      ? State[Name]
      : never
}

/** Looks each artifact up now. Left to later, a long row of replacements would be one look-up as deep as the row. */
type Settled<State> = State[keyof State] extends infer _ ? State : never
