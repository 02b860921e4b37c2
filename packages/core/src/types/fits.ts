/**
 * Whether a type fits another, without going through the members of a union one by one. Wrapped in an object, so that
 * it is settled also where a type parameter stands inside.
 */
export type Fits<Value, Wanted> = { readonly value: Value } extends { readonly value: Wanted } ? true : false
