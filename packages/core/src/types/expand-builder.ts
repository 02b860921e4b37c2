import type { AnyFunction } from './any-function.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import type { CheckedSpec } from './spec-mistakes.ts'
import type { ExperimentRecord } from './experiment-record.ts'
import type { InputMistakes } from './input-mistakes.ts'
import type { InputNames, OutputNames } from './spec-names.ts'
import type { InputsOf, ParamsOf } from './function-parts.ts'
import type { IsAny } from './is-any.ts'
import type { Pipeline } from './stage.ts'
import type { AggregateSpec } from './stage-spec.ts'
import type { Mistake, UnlessSurely } from './mistake.ts'
import type { Unfinished } from './stage-builder.ts'
import type { ValueAt } from './keys.ts'
import type { state } from './phantoms.ts'

/** What is said of a function that builds a graph. */
export interface ExpandSpec extends Pick<AggregateSpec, 'cachers' | 'name'> {
  /** Names of artifacts that are stored, which the function looks at; default: none. */
  readonly inputs?: readonly string[] | undefined
  /** Names of the artifacts of the record that the function returns which others get. */
  readonly outputs: readonly string[]
}

/** What a function that builds a graph sees of the record that the expansion is applied to. */
export interface ExpandContext<Params = {}> {
  readonly params: DeepReadonly<Params>
  readonly name: string
}

/** `expand(spec)(build)` applies stages that values decide on. */
export interface ExpandBuilder {
  <const Spec extends ExpandSpec>(spec: Spec & CheckedSpec<Spec, ExpandSpec>): ExpandWrapper<Spec>
}

/** What `expand(spec)` returns: it takes the function that builds. */
export interface ExpandWrapper<Spec> extends Unfinished {
  <Build extends object>(
    build: Build & CheckedBuild<Spec, Build>,
  ): Pipeline<
    ParamsOf<Build>,
    { [Name in InputNames<Spec>]: ValueAt<InputsOf<Build>, Name> },
    { [Name in OutputNames<Spec>]: ValueAt<StateOf<Built<Build>>, Name> }
  >
}

type Built<Build> = Build extends (...args: never) => infer Returned ? Returned : never

type StateOf<Returned> = Returned extends { readonly [state]: infer State } ? State : unknown

/** As for stages: the last branch types parameters without annotations. */
type CheckedBuild<Spec, Build> = Build extends AnyFunction
  ? UnlessSurely<
      Build,
      InputMistakes<InputNames<Spec>, InputsOf<Build>> | RecordMistakes<OutputNames<Spec>, Built<Build>>
    >
  : Build extends ExperimentRecord<unknown, unknown>
    ? Mistake<'the expansion has no function yet: expand({...})(fn)'>
    : (
        context: ExpandContext,
        inputs: { readonly [Name in InputNames<Spec>]: unknown },
      ) => ExperimentRecord<{ readonly [Name in OutputNames<Spec>]: unknown }, unknown>

type RecordMistakes<Names extends string, Returned> =
  IsAny<Returned> extends true
    ? never
    : Returned extends PromiseLike<unknown>
      ? 'the function is async: it only applies stages, and returns the record at once. Work belongs into stages.'
      : Returned extends ExperimentRecord<infer State, infer _>
        ? Lacking<Exclude<Names, keyof State>>
        : 'the function returns no record: apply stages to record(params), and return the record'

type Lacking<Name extends string> = Name extends string
  ? `output '${Name}' is declared, but the record that the function returns does not have it`
  : never
