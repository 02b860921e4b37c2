/**
 * A record's artifacts after a stage: a later output replaces an earlier one of the same name.
 *
 * States are one flat object, however long a chain is, so that editors show them as such. `infer` settles each one by itself: a
 * type that refers to the one before it is as deep as the chain, and the compiler gives up at a hundred.
 */
export type GrowState<State, Outputs> = State extends unknown
  ?
      | Entries<State, Exclude<keyof State, keyof Outputs>>
      | Entries<Outputs, keyof Outputs> extends infer All extends Entry<PropertyKey, unknown>
    ? { [One in All as One['name']]: One['value'] }
    : never
  : never

/** The artifacts of these names, each as a pair. */
type Entries<State, Names extends keyof State> = [Names] extends [never]
  ? never
  : { [Name in Names]: Entry<Name, State[Name]> }[Names]

interface Entry<Name, Value> {
  readonly name: Name
  readonly value: Value
}
