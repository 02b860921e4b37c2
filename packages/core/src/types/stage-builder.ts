import type { AnyFunction } from './any-function.ts'
import type { CacherMistakes } from './cacher-mistakes.ts'
import type { CheckedSpec, Hidden, KnownKeys } from './spec-mistakes.ts'
import type { ExperimentRecord } from './experiment-record.ts'
import type { FunctionStage } from './stage.ts'
import type { HandleNames, InputNames, OutputNames } from './spec-names.ts'
import type { InputMistakes, SuppressionMistakes } from './input-mistakes.ts'
import type { InputsOf, ParamsOf, ReturnOf } from './function-parts.ts'
import type { IsAny } from './is-any.ts'
import type { ListAt, ListNames } from './list-cacher.ts'
import type { LazyHandle } from './lazy-output.ts'
import type { OutputMistakes } from './output-mistakes.ts'
import type { StageContext } from './stage-context.ts'
import type { StageSpec } from './stage-spec.ts'
import type { Mistake, UnlessSurely } from './mistake.ts'
import type { ValueAt } from './keys.ts'
import type { waits } from './phantoms.ts'

/** `stage(spec)(fn)` wraps a function as a stage. */
export interface StageBuilder<Defaults = {}> {
  <const Spec extends StageSpec>(
    spec: Spec & CheckedSpec<Spec, StageSpec>,
  ): StageWrapper<Merged<Defaults, Spec>>
  /** A builder whose stages begin with these settings; a spec that has one of them replaces it. */
  with<const More extends StageDefaults>(
    defaults: More & KnownKeys<More, StageDefaults>,
  ): StageBuilder<Merged<Defaults, More>>
}

/** What stages can have in common. */
export type StageDefaults = Omit<StageSpec, 'inputs' | 'outputs' | 'cachers' | 'name'>

export type Merged<Defaults, Spec> = [keyof Defaults] extends [never]
  ? Spec
  : { readonly [Key in keyof Defaults as Key extends keyof Spec ? never : Key]: Defaults[Key] } & Spec

/** What still waits for its function. */
export interface Unfinished {
  readonly [waits]: true
}

/** What `stage(spec)` returns: it takes the function. */
export interface StageWrapper<Spec> extends Unfinished {
  <Fn extends object>(
    fn: Fn & CheckedFunction<Spec, Fn>,
  ): FunctionStage<ParamsOf<Fn>, StageInputs<Spec, InputsOf<Fn>>, StageOutputs<Spec, ReturnOf<Fn>>, Fn, Spec>
}

/**
 * While the compiler does not know the function, all it knows is that it is an object: then this is what it takes
 * the types of parameters without annotations from. Once it knows, this is what is wrong with the function. What it returns
 * is there so that editors propose its keys.
 */
type CheckedFunction<Spec, Fn> = Fn extends AnyFunction
  ? UnlessSurely<Fn, Sentences<Spec, Fn>>
  : Fn extends ExperimentRecord<unknown, unknown>
    ? Mistake<'the stage has no function yet: stage({...})(fn)'>
    : (
        context: StageContext,
        inputs: { readonly [Name in InputNames<Spec>]: unknown },
      ) =>
        | { readonly [Name in OutputNames<Spec>]: unknown }
        | PromiseLike<{ readonly [Name in OutputNames<Spec>]: unknown }>

type Sentences<Spec, Fn> = [FunctionMistakes<Fn>] extends [never]
  ? Told<
      Spec,
      | InputMistakes<InputNames<Spec>, InputsOf<Fn>>
      | (Suppresses<Spec> extends true ? SuppressionMistakes<InputNames<Spec>, InputsOf<Fn>> : never)
      | OutputMistakes<OutputNames<Spec>, ReturnOf<Fn>>
      | CacherMistakes<Spec, ReturnOf<Fn>>
    >
  : FunctionMistakes<Fn>

/** Where a specification hides its names, whatever else is wrong comes from that. */
export type Told<Spec, Sentences extends string> = [Sentences] extends [never]
  ? never
  : [Hidden<Spec>] extends [never]
    ? Sentences
    : HidesNames<Hidden<Spec>>

type HidesNames<Key extends string> =
  `the type of the specification does not show its ${Key}: leave the annotation out, or write { ... } as const satisfies StageSpec`

/** What is wrong with a function as a whole: then nothing else is worth saying. */
type FunctionMistakes<Fn> = Generates<ReturnOf<Fn>> | Swapped<InputsOf<Fn>>

type Generates<Returned> =
  IsAny<Returned> extends true
    ? never
    : Returned extends Generator<unknown, unknown, never> | AsyncGenerator<unknown, unknown, never>
      ? 'a generator cannot be a stage: return an object that holds the outputs'
      : never

type Swapped<Inputs> =
  IsAny<Inputs> extends true
    ? never
    : Inputs extends Pick<StageContext, 'signal' | 'report'>
      ? 'the context comes first, the inputs second: (context, { x })'
      : never

type Suppresses<Spec> = Spec extends { readonly suppressMissingInputs: true } ? true : false

/** What a stage needs: the declared inputs, with the types that the function takes. */
type StageInputs<Spec, Taken> =
  Suppresses<Spec> extends true
    ? { [Name in InputNames<Spec>]?: ValueAt<Taken, Name> }
    : { [Name in InputNames<Spec>]: ValueAt<Taken, Name> }

/** What a stage adds: the declared outputs, with the types that the function returns. */
export type StageOutputs<Spec, Returned> = [HandleNames<Spec> | ListNames<Spec>] extends [never]
  ? { [Name in OutputNames<Spec>]: ValueAt<Returned, Name> }
  : {
      [Name in OutputNames<Spec>]: Name extends HandleNames<Spec>
        ? LazyHandle<Given<Spec, Name, Returned>>
        : Given<Spec, Name, Returned>
    }

type Given<Spec, Name extends string, Returned> =
  Name extends ListNames<Spec> ? ListAt<Spec, Name, ValueAt<Returned, Name>> : ValueAt<Returned, Name>
