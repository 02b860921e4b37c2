import type { DeepReadonly } from './deep-readonly.ts'

/** What an aggregate sees of one of its records. */
export interface RecordView<Params = {}> {
  readonly params: DeepReadonly<Params>
  readonly name: string
}

/**
 * An input of an aggregate: the artifact of each record that has it, in the order of the records.
 * `Params` are the parameters of these records that the function reads.
 */
export interface ByRecord<Value, Params = {}> extends ReadonlyMap<RecordView<Params>, Value> {
  get(record: SomeRecord): Value | undefined
  has(record: SomeRecord): boolean
}

/** A record, whatever its parameters: what is looked up need not be known to have those that are read. */
interface SomeRecord {
  readonly params: unknown
  readonly name: string
}
