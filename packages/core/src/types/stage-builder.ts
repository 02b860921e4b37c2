import type { AnyFunction } from './any-function.ts'
import type { CacherMistakes } from './cacher-mistakes.ts'
import type { CheckedSpec } from './spec-mistakes.ts'
import type { FunctionStage } from './stage.ts'
import type { HandleNames, InputNames, OutputNames } from './spec-names.ts'
import type { InputMistakes, SuppressionMistakes } from './input-mistakes.ts'
import type { InputsOf, ParamsOf, ReturnOf } from './function-parts.ts'
import type { LazyHandle } from './lazy-output.ts'
import type { OutputMistakes } from './output-mistakes.ts'
import type { StageContext } from './stage-context.ts'
import type { StageSpec } from './stage-spec.ts'
import type { Unless } from './mistake.ts'
import type { ValueAt } from './keys.ts'

/** `stage(spec)(fn)` wraps a function as a stage. */
export interface StageBuilder {
  <const Spec extends StageSpec>(spec: Spec & CheckedSpec<Spec, StageSpec>): StageWrapper<Spec>
}

/** What `stage(spec)` returns: it takes the function. */
export interface StageWrapper<Spec> {
  <Fn extends object>(
    fn: Fn & CheckedFunction<Spec, Fn>,
  ): FunctionStage<ParamsOf<Fn>, StageInputs<Spec, InputsOf<Fn>>, StageOutputs<Spec, ReturnOf<Fn>>, Fn>
}

/**
 * While the compiler does not know the function, all it knows is that it is an object: then this is what it takes
 * the types of parameters without annotations from. Once it knows, this is what is wrong with the function.
 */
type CheckedFunction<Spec, Fn> = Fn extends AnyFunction
  ? Unless<
      | InputMistakes<InputNames<Spec>, InputsOf<Fn>>
      | (Suppresses<Spec> extends true ? SuppressionMistakes<InputNames<Spec>, InputsOf<Fn>> : never)
      | OutputMistakes<OutputNames<Spec>, ReturnOf<Fn>>
      | CacherMistakes<Spec, ReturnOf<Fn>>
    >
  : (context: StageContext, inputs: { readonly [Name in InputNames<Spec>]: unknown }) => unknown

type Suppresses<Spec> = Spec extends { readonly suppressMissingInputs: true } ? true : false

/** What a stage needs: the declared inputs, with the types that the function takes. */
type StageInputs<Spec, Taken> =
  Suppresses<Spec> extends true
    ? { [Name in InputNames<Spec>]?: ValueAt<Taken, Name> }
    : { [Name in InputNames<Spec>]: ValueAt<Taken, Name> }

/** What a stage adds: the declared outputs, with the types that the function returns. */
export type StageOutputs<Spec, Returned> = [HandleNames<Spec>] extends [never]
  ? { [Name in OutputNames<Spec>]: ValueAt<Returned, Name> }
  : {
      [Name in OutputNames<Spec>]: Name extends HandleNames<Spec>
        ? LazyHandle<ValueAt<Returned, Name>>
        : ValueAt<Returned, Name>
    }
