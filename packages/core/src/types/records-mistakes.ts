import type { DeepReadonly } from './deep-readonly.ts'
import type { ExperimentRecord } from './experiment-record.ts'
import type { state } from './phantoms.ts'
import type { MissingNames, MissingParam, Verdict, WrongNames, WrongParam } from './record-mistakes.ts'
import type { ParamsOfMap, ValueOfMap } from './map-parts.ts'
import type { Versus } from './mistake.ts'

/**
 * Accepts records of which at least one has each input, where all that have it have the type that is needed, and
 * otherwise says what is wrong. An empty list is accepted.
 */
export type CheckedRecords<Item, Inputs, RecordParams> = [Item] extends [never]
  ? unknown
  : Verdict<
      AbsentInput<AbsentNames<Item, Inputs>> | MissingRecordParams<Item, Inputs, RecordParams>,
      UnfitInput<UnfitNames<Item, Inputs>> | WrongRecordParams<Item, Inputs, RecordParams>,
      UnfitTypes<Item, Inputs>
    >

type AbsentInput<Name extends string> = `input '${Name}' is missing: no record in the list has it`
type UnfitInput<Name extends string> = `input '${Name}' has another type than the output that feeds it`

/** The names that no record of the list has. */
type AbsentNames<Item, Inputs> = Exclude<keyof Inputs & string, StateNames<Item>>

type StateNames<Item> = Item extends { readonly [state]: infer State } ? keyof State : never

/** The artifact of that name in each record that has it. */
type Artifact<Item, Name> = Item extends { readonly [state]: infer State }
  ? Name extends keyof State
    ? State[Name]
    : never
  : never

type UnfitNames<Item, Inputs> = {
  [Name in keyof Inputs & string]: [Artifact<Item, Name>] extends [ValueOfMap<Inputs[Name]>] ? never : Name
}[keyof Inputs & string]

type UnfitTypes<Item, Inputs> =
  UnfitNames<Item, Inputs> extends infer Unfit extends keyof Inputs
    ? { [Name in Unfit]: Versus<ValueOfMap<Inputs[Name]>, Artifact<Item, Name>> }
    : never

type Holders<Item, Name> = Item extends { readonly [state]: infer State }
  ? Name extends keyof State
    ? Item
    : never
  : never

type MissingRecordParams<Item, Inputs, RecordParams> =
  | MissingOf<Item, RecordParams>
  | { [Name in keyof Inputs]: MissingOf<Holders<Item, Name>, ParamsOfMap<Inputs[Name]>> }[keyof Inputs]

type WrongRecordParams<Item, Inputs, RecordParams> =
  | WrongOf<Item, RecordParams>
  | { [Name in keyof Inputs]: WrongOf<Holders<Item, Name>, ParamsOfMap<Inputs[Name]>> }[keyof Inputs]

type MissingOf<Item, Params> =
  Item extends ExperimentRecord<unknown, infer Given>
    ? ListParam<MissingParam<MissingNames<Given, DeepReadonly<Params>>>>
    : never

type WrongOf<Item, Params> =
  Item extends ExperimentRecord<unknown, infer Given>
    ? ListParam<WrongParam<WrongNames<Given, DeepReadonly<Params>>>>
    : never

type ListParam<Sentence extends string> = `in the list: ${Sentence}`
