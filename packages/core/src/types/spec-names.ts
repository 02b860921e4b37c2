import type { LazyOutput } from './lazy-output.ts'

/** The names of the inputs that a spec declares. */
export type InputNames<Spec> = Spec extends { readonly inputs: readonly (infer Name extends string)[] }
  ? Name
  : never

/** The names of the outputs that a spec declares, lazy ones included. */
export type OutputNames<Spec> = Spec extends { readonly outputs: readonly (infer Output)[] }
  ? NameOf<Output>
  : never

/** The names of the outputs whose consumers get a handle. */
export type HandleNames<Spec> = Spec extends { readonly outputs: readonly (infer Output)[] }
  ? NameOf<Extract<Output, LazyOutput<string, false>>>
  : never

/** The name of an entry of `outputs`. */
export type NameOf<Output> =
  Output extends LazyOutput<infer Name> ? Name : Output extends string ? Output : never

/** Whether names were built at run time, so that the compiler cannot see them. */
export type Unseen<Names> = string extends Names ? true : false
