/** A SHA-256, as 64 lower-case hexadecimal digits. */
export type Digest = string

/**
 * One thing that a function read from outside its inputs, without the value it saw.
 *
 * `record` says whose parameter or name it was: 0 is the record the stage was applied to, `n` the n-th record
 * (from 1) that an aggregate was given. It is 0 for files and environment variables.
 */
export type ReadTarget =
  | {
      readonly door: 'param'
      readonly record: number
      readonly path: readonly string[]
      readonly aspect: Aspect
    }
  | { readonly door: 'name'; readonly record: number }
  | { readonly door: 'file'; readonly path: string }
  | { readonly door: 'env'; readonly name: string }

/**
 * What of a parameter was looked at: its value, whether it is there, its keys in order, or only what kind of thing it is.
 * Of an operational one, in whatever way it was looked at, only that it is operational.
 */
export type Aspect = 'value' | 'has' | 'keys' | 'kind' | 'operational'

/** What a function read, and what it saw: canonical text for a parameter or a name, a digest for a file or a variable. */
export interface Read {
  readonly target: ReadTarget
  readonly saw: string
  /** For a file: what the file system said of it, so that an untouched file need not be read again. */
  readonly signature?: string
}

/** Where a store keeps the bytes of an artifact. The store that gave it is the only one that can read `location`. */
export interface StoredArtifact {
  /** SHA-256 of the bytes as they are stored. */
  readonly checksum: Digest
  /** Bytes. */
  readonly size: number
  /** The cacher's format, such as `json`. */
  readonly format: string
  /** Chosen by the store. */
  readonly location: string
}

/** One output of an execution. Without `stored`, the value was not kept: its stage has no cachers. */
export interface ArtifactTrace {
  readonly name: string
  /** The artifact's identity, which keys of later stages are made of. */
  readonly digest: Digest
  /** The beginning of the value as people read it. */
  readonly preview?: string
  readonly stored?: StoredArtifact
}

/** The identity of one input; `record` as in `ReadTarget`, `digest` absent where a suppressed input was missing. */
export interface InputTrace {
  readonly name: string
  readonly record: number
  readonly digest?: Digest
}

/** The part of a trace that planning needs, and of which very many are in memory at once. */
export interface TraceHead extends Pick<
  Trace,
  'key' | 'record' | 'run' | 'startedAt' | 'durationMs' | 'params' | 'outputs' | 'order'
> {
  readonly reports?: StoredArtifact | undefined
  /** The digest of an output, where that is known without making the rest. */
  readonly digestOf?: (output: string) => Digest | undefined
  /** Whether all outputs are stored, where that is known without making the rest. */
  readonly isStored?: boolean
}

/** What a store remembers of one execution. */
export interface Trace {
  /** SHA-256 over everything that decides the outputs: `base` and `reads`. */
  readonly key: Digest
  /** SHA-256 over stage name, code and inputs: what is known before the function runs. */
  readonly base: Digest
  readonly stage: string
  /** The name of the record it was executed for. */
  readonly record: string
  /** Digest of the code fingerprint. */
  readonly code: Digest
  /** The fingerprint's parts by name, so that a change can be explained. */
  readonly parts: Readonly<Record<string, Digest>>
  readonly inputs: readonly InputTrace[]
  readonly reads: readonly Read[]
  readonly outputs: readonly ArtifactTrace[]
  /** Where everything that the function reported is kept, as one; absent where it reported nothing. */
  readonly reports?: StoredArtifact
  /** The beginning of the record's parameters as people read them. */
  readonly params: string
  /** The run that executed it. */
  readonly run: string
  /** The experiment that the run belonged to; absent where it belonged to none. */
  readonly experiment?: string
  /** The step's id in its run, such as `fit@small`; absent where an earlier version of this library saved it. */
  readonly step?: string
  /**
   * For a record without a name: the how manyth application of the stage to such records of the run it was, from 1.
   * Absent for a record that has a name.
   */
  readonly position?: number
  /** How many records an aggregate was given; absent for a stage. */
  readonly records?: number
  /** When the execution began, in milliseconds since 1970. */
  readonly startedAt: number
  /** How long the function and the saving of its outputs took, in milliseconds. */
  readonly durationMs: number
  /** Bytes that the process held when the function had run; absent where it was not measured. */
  readonly memoryBytes?: number
  /** Set where a person declared that an earlier execution's outputs hold in spite of a change. */
  readonly accepted?: { readonly at: number; readonly changes: string }
  /** Larger for what was committed later, in the order in which the store saw it. */
  readonly order: number
}
