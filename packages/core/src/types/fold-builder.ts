import type { CacherMistakes } from './cacher-mistakes.ts'
import type { CheckedRecords } from './records-mistakes.ts'
import type { CheckedGiven } from './record-mistakes.ts'
import type { ByRecord } from './by-record.ts'
import type { CheckedSpec } from './spec-mistakes.ts'
import type { ExperimentRecord } from './experiment-record.ts'
import type { Monoid } from './fp-ts.ts'
import type { GrowState } from './grow-state.ts'
import type { InputNames, OutputNames } from './spec-names.ts'
import type { List } from './list.ts'
import type { Mistake, UnlessSurely } from './mistake.ts'
import type { Applied } from './stage.ts'
import type { AggregateSpec } from './stage-spec.ts'
import type { Unfinished } from './stage-builder.ts'

/** What is said of a fold: one list goes in, one artifact comes out, and its cacher keeps what was combined. */
export interface FoldSpec extends Omit<AggregateSpec, 'inputs' | 'outputs' | 'cachers' | 'name'> {
  /** The name of the list; of a fold of records, of an artifact that each of them has. */
  readonly inputs: readonly [string]
  readonly outputs: readonly [string]
  readonly cachers: Required<AggregateSpec>['cachers']
  /** What people see; default: `fold(input).output`. */
  readonly name?: string | undefined
}

/** `fold(spec)(monoid, fn)` combines what a function makes of each item. */
export interface FoldBuilder {
  <const Spec extends FoldSpec>(
    spec: Spec & CheckedSpec<Spec, FoldSpec> & CheckedKeeping<Spec>,
  ): FoldWrapper<Spec>
}

/** What `fold(spec)` returns: it takes the monoid, and the function that makes a value of an item. */
export interface FoldWrapper<Spec> extends Unfinished {
  <Value, Item>(
    monoid: Monoid<Value> & CheckedValue<Spec, Value>,
    fn: (item: Item) => NoInfer<Value>,
  ): FoldedStage<Spec, Item, Value>
}

/** A stage that combines a list, or, applied to a record and a list of records, an artifact that each of these has. */
export interface FoldedStage<Spec, Item, Value> extends Applied<
  {},
  { [Name in InputNames<Spec>]: List<Item> },
  { [Name in OutputNames<Spec>]: Value }
> {
  <State, Given, const Records extends readonly ExperimentRecord<unknown, unknown>[]>(
    record: ExperimentRecord<State, Given> & CheckedGiven<Given, {}>,
    records: Records & CheckedRecords<Records[number], { [Name in InputNames<Spec>]: ByRecord<Item> }, {}>,
  ): ExperimentRecord<GrowState<State, { [Name in OutputNames<Spec>]: Value }>, Given>
  /** As it was given. */
  readonly spec: Spec
  readonly fn: (item: Item) => Value
  readonly monoid: Monoid<Value>
}

type CheckedValue<Spec, Value> = UnlessSurely<
  Value,
  CacherMistakes<Spec, { [Name in OutputNames<Spec>]: Value }>
>

/** What was combined is held as a whole. */
type CheckedKeeping<Spec> = Spec extends { readonly cachers: readonly [{ readonly via: 'list' }] }
  ? {
      readonly cachers: Mistake<'a fold keeps what it combined as a whole: give it the cacher of that, and not list(...)'>
    }
  : unknown
