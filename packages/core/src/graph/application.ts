import type { AnyCacher } from '../types/list-cacher.ts'
import type { Span } from '../lists/span.ts'
import type { ListItem } from '../lists/manifest.ts'
import type { Monoid } from '../types/fp-ts.ts'

/** An output as a stage declares it. */
export interface OutputDeclaration {
  readonly name: string
  readonly lazy: boolean
  /** Whether consumers get the value (true) or a handle that loads it (false). */
  readonly resolve: boolean
  readonly cacher: AnyCacher | undefined
}

/**
 * A stage or an aggregate as it was declared, its parts checked. One that gathers has no function: it makes a list of
 * artifacts that others output. An expansion takes over an artifact of the steps that it added. A fold combines the items
 * of a list, or what it made of parts of it: its function makes a value of an item. An item stands for an artifact that is
 * a part of a list, and is no step.
 */
export interface Definition {
  readonly kind: 'stage' | 'aggregate' | 'expand' | 'fold' | 'gather' | 'item'
  readonly name: string
  readonly inputs: readonly string[]
  readonly outputs: readonly OutputDeclaration[]
  readonly outputNames: readonly string[]
  readonly version: string | undefined
  readonly deps: readonly unknown[]
  readonly suppressMissingInputs: boolean
  readonly retries: number
  readonly timeoutMs: number | undefined
  /** Units of named resources, from 1. */
  readonly needs: Readonly<Record<string, number>> | undefined
  /** `here`: its function is called in the thread of the run, whatever the executor. */
  readonly runs: 'here' | 'anywhere'
  readonly fn: (...args: never) => unknown
  /** How a fold combines what its function makes of items. */
  readonly monoid?: Monoid<unknown>
}

/** One execution chain's parameters and how they count. */
export interface Subject {
  readonly name: string
  /** Whether somebody gave the name: one that nobody gave follows the parameters. */
  readonly isNamed: boolean
  readonly params: Readonly<Record<string, unknown>>
  readonly operational: ReadonlySet<string>
  readonly represent: Readonly<Record<string, (value: never) => unknown>>
  /** For an item's record, the one that it is a copy of but for its name: parameters and how they count are the same. */
  readonly of?: Subject
  /** Whether it stands for items that are not known. */
  readonly isTemplate?: boolean
}

/** Which application outputs an input; `record` is 0 for a stage's own record and counts an aggregate's records from 1. */
export interface Binding {
  readonly name: string
  readonly record: number
  readonly maker: Application | undefined
}

/** One stage applied to one record, or one aggregate to many: a node of the graph. */
export interface Application {
  readonly definition: Definition
  readonly subject: Subject
  /** An aggregate's records, in the order given. */
  readonly members: readonly Subject[]
  readonly bindings: readonly Binding[]
  /** The artifacts that the record had when the stage was applied, for messages. */
  readonly available: Artifacts | undefined
  /** What was applied to the record before. */
  readonly previous: Application | undefined
  /** What was applied last to each of an aggregate's records; of steps that values decide, to their template. */
  readonly ofMembers: readonly Application[]
  /** What it gathers from, where lists decide that. */
  readonly unfolding?: Unfolding
  /** The part of a list that it stands for. */
  readonly element?: Element
  /** Of what is folded: which items of the list it is made of, and where equal ones are made once, the first of them. */
  readonly span?: Span
}

/** An item of a list. */
export interface Element {
  /** The list's name, and the application that outputs it. */
  readonly list: string
  readonly maker: Application | undefined
  /** Absent for one that stands for all. */
  readonly known?: {
    readonly item: ListItem
    /** Where the list was stored when it was gone over. */
    readonly of: string
  }
}

/**
 * What lists decide: one application of `each`, shared by the applications that gather its outputs, or of `fold`, whose
 * template has no steps.
 */
export interface Unfolding {
  /** What people call it, such as `each(documents)`. */
  readonly name: string
  /** Which application outputs each list. */
  readonly lists: readonly Binding[]
  /** The steps as they are before the lists are known, for an item without a value. */
  readonly template: Unfolded
  /**
   * The steps once they are.
   *
   * @throws StagewrightError for lists that do not fit each other
   */
  readonly unfold: (lists: readonly KnownArtifact[]) => Unfolded
  /** `values` where the artifacts are loaded as a whole, and need not be lists. */
  readonly takes?: 'values'
}

/** An artifact that decides which steps there are: a list's items, or a value. */
export interface KnownArtifact extends KnownList {
  readonly value?: unknown
}

/** A list whose items are known, and where it is stored. */
export interface KnownList {
  readonly location: string
  readonly items: readonly ListItem[]
}

export interface Unfolded {
  /** The artifacts that an output is gathered from, in order; `record` counts them from 1. */
  readonly bindingsOf: (output: string) => readonly Binding[]
  /** Where the lists were stored. */
  readonly of: readonly string[]
  /** What was applied last to each of the records. */
  readonly lasts: readonly Application[]
  /** What was built, where no template has proved it. */
  readonly record?: object
}

/**
 * A record's artifacts: which application outputs each name. Immutable; it grows by layers and shares what it grew
 * from. Where stages output about equally many, looking up and growing cost O(log n), so a record of 100,000
 * applications is as cheap to extend as one of ten.
 */
export interface Artifacts {
  readonly layer: ArtifactsLayer
  readonly below: Artifacts | undefined
}

/** One application, a few in the order in which they were applied, or each name with the newest that outputs it. */
export type ArtifactsLayer = Application | readonly Application[] | ReadonlyMap<string, Application>
