import type { IsAny } from './is-any.ts'
import type { StageContext } from './stage-context.ts'

/** The parameters that a stage or aggregate function reads. */
export type ParamsOf<Fn> = Fn extends (context: infer Context, ...rest: never[]) => unknown
  ? ContextParams<Context>
  : {}

type ContextParams<Context> =
  IsAny<Context> extends true
    ? {}
    : Context extends StageContext<infer Params>
      ? Params
      : Context extends { readonly params: infer Params }
        ? Params
        : {}

/** What a stage function declares as its inputs; `unknown` where it takes none. */
export type InputsOf<Fn> = Fn extends (context: never, inputs: infer Inputs, ...rest: never[]) => unknown
  ? Given<Inputs>
  : Untyped

/** What an aggregate function declares as its records; `unknown` where it takes none. */
export type RecordsOf<Fn> = Fn extends (context: never, records: infer Records, ...rest: never[]) => unknown
  ? Records
  : Untyped

/** What an aggregate function declares as its inputs; `unknown` where it takes none. */
export type AggregateInputsOf<Fn> = Fn extends (
  context: never,
  records: never,
  inputs: infer Inputs,
  ...rest: never[]
) => unknown
  ? Given<Inputs>
  : Untyped

/** Inputs with a default are inputs all the same. */
type Given<Inputs> = unknown extends Inputs ? Inputs : Exclude<Inputs, undefined>

/** What a function returns, or promises. */
export type ReturnOf<Fn> = Fn extends (...args: never) => infer Returned ? Awaited<Returned> : Untyped

/** Only a function of type `any` passes for a function without being one, and what is said of it is as little typed. */
type Untyped = any
