import type { AllOf } from './all-of.ts'

/**
 * A record's artifacts after a stage: a later output replaces an earlier one of the same name.
 *
 * States are flat intersections, however long a chain is: a type that is mapped over the one before it is as deep as
 * the chain, and the compiler gives up at a hundred. So names are only taken out where they clash.
 */
export type GrowState<State, Outputs> =
  Extract<keyof Outputs, keyof State> extends never
    ? State & Outputs
    : Kept<State, Exclude<keyof State, keyof Outputs>> & Outputs

/** The artifacts of these names, each a type of its own that does not refer to the whole state. */
type Kept<State, Names extends keyof State> = [Names] extends [never]
  ? {}
  : AllOf<{ [Name in Names]: Artifact<Name, State[Name]> }[Names]>

type Artifact<Name extends PropertyKey, Value> = Name extends unknown ? { [Key in Name]: Value } : never
