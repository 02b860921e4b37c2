import type { AggregateInputsOf, ParamsOf, RecordsOf, ReturnOf } from './function-parts.ts'
import type { AggregateSpec } from './stage-spec.ts'
import type { AnyFunction } from './any-function.ts'
import type { ParamsOfView } from './map-parts.ts'
import type { ByRecord, RecordView } from './by-record.ts'
import type { CacherMistakes } from './cacher-mistakes.ts'
import type { CheckedSpec, KnownKeys } from './spec-mistakes.ts'
import type { ExperimentRecord } from './experiment-record.ts'
import type { FunctionAggregate } from './aggregate.ts'
import type { InputMistakes } from './input-mistakes.ts'
import type { InputNames, OutputNames } from './spec-names.ts'
import type { IsAny } from './is-any.ts'
import type { OutputMistakes } from './output-mistakes.ts'
import type { StageContext } from './stage-context.ts'
import type { Merged, StageOutputs, Told, Unfinished } from './stage-builder.ts'
import type { Mistake, UnlessSurely } from './mistake.ts'
import type { ValueAt } from './keys.ts'

/** `aggregate(spec)(fn)` wraps a function over many records. */
export interface AggregateBuilder<Defaults = {}> {
  <const Spec extends AggregateSpec>(
    spec: Spec & CheckedSpec<Spec, AggregateSpec>,
  ): AggregateWrapper<Merged<Defaults, Spec>>
  /** A builder whose aggregates begin with these settings; a spec that has one of them replaces it. */
  with<const More extends AggregateDefaults>(
    defaults: More & KnownKeys<More, AggregateDefaults>,
  ): AggregateBuilder<Merged<Defaults, More>>
}

/** What aggregates can have in common. */
export type AggregateDefaults = Omit<AggregateSpec, 'inputs' | 'outputs' | 'cachers' | 'name'>

/** What `aggregate(spec)` returns: it takes the function. */
export interface AggregateWrapper<Spec> extends Unfinished {
  <Fn extends object>(
    fn: Fn & CheckedFunction<Spec, Fn>,
  ): FunctionAggregate<
    ParamsOf<Fn>,
    RecordParams<RecordsOf<Fn>>,
    AggregateInputs<Spec, AggregateInputsOf<Fn>>,
    StageOutputs<Spec, ReturnOf<Fn>>,
    Fn,
    Spec
  >
}

/** As for stages: the last branch types parameters without annotations. */
type CheckedFunction<Spec, Fn> = Fn extends AnyFunction
  ? UnlessSurely<
      Fn,
      Told<
        Spec,
        | InputMistakes<InputNames<Spec>, AggregateInputsOf<Fn>>
        | MapMistakes<AggregateInputsOf<Fn>>
        | OutputMistakes<OutputNames<Spec>, ReturnOf<Fn>>
        | CacherMistakes<Spec, ReturnOf<Fn>>
      >
    >
  : Fn extends ExperimentRecord<unknown, unknown>
    ? Mistake<'the aggregate has no function yet: aggregate({...})(fn)'>
    : (
        context: StageContext,
        records: readonly RecordView[],
        inputs: { readonly [Name in InputNames<Spec>]: ByRecord<unknown> },
      ) =>
        | { readonly [Name in OutputNames<Spec>]: unknown }
        | PromiseLike<{ readonly [Name in OutputNames<Spec>]: unknown }>

/** Sentences about inputs that are not taken as a map. */
type MapMistakes<Taken> =
  IsAny<Taken> extends true
    ? never
    : {
        [Name in keyof Taken & string]: Taken[Name] extends ReadonlyMap<infer _, unknown>
          ? never
          : `input '${Name}' of an aggregate holds one value for each record: declare it as ByRecord`
      }[keyof Taken & string]

/** A condition, so that editors show what comes out of it and not its name. */
type AggregateInputs<Spec, Taken> = Spec extends unknown
  ? { [Name in InputNames<Spec>]: ValueAt<Taken, Name> }
  : never

type RecordParams<Records> = Records extends readonly (infer View)[] ? ParamsOfView<View> : {}
