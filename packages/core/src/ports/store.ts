import type { FileReading } from './fingerprinter.ts'
import type { Place } from './place.ts'
import type { Digest, ReadTarget, StoredArtifact, Trace, TraceHead } from './trace.ts'

/** Where traces and artifacts live. */
export interface Store {
  /** What people see in messages, such as a folder's path. */
  readonly name: string
  /**
   * Opens the store. A `readOnly` session creates and changes nothing; where there is no store yet, it is empty.
   *
   * @throws StoreError when the store cannot be read or was written in a format this version does not know.
   */
  open(mode: { readonly readOnly: boolean }): Promise<StoreSession>
}

/** What is had at once, or a promise of it where the store is elsewhere: nobody waits for what is not a promise. */
export type Answer<Value> = Value | Promise<Value>

/**
 * What a store remembers of executions. Look-ups come in batches: an answer has one part for each part of the question, in
 * the same order. A store that has its answers at hand gives them at once, and is asked step by step; one that gives
 * promises is asked one question for all steps whose inputs are known.
 */
export interface TraceIndex {
  /** For each base: the distinct sets of reads that executions with it made, without the values they saw. */
  readonly readSets: (bases: readonly Digest[]) => Answer<readonly (readonly (readonly ReadTarget[])[])[]>
  /** For each key: the newest execution with it. */
  readonly traces: (keys: readonly Digest[]) => Answer<readonly (Trace | undefined)[]>
  /**
   * The beginnings of what `traces` gives, which is all that planning needs of most. Absent where whole traces are as
   * quick; a store that is elsewhere has none.
   */
  readonly heads?: (keys: readonly Digest[]) => readonly (TraceHead | undefined)[]
  /** For each path: what the newest trace that read the file knows of it. An untouched file need not be read again. */
  readonly readings: (paths: readonly string[]) => Answer<readonly (FileReading | undefined)[]>
  /** For each stage: its newest executions, newest first, at most `limit`. */
  readonly latest: (stages: readonly string[], limit: number) => Answer<readonly (readonly Trace[])[]>
  /**
   * What stood last in each of these places (`placesOf`), be it the newest execution that was committed there or one
   * that was noted by `stand` since: what a change is explained against. `undefined` for a place that knows none.
   */
  readonly stood: (places: readonly string[]) => Answer<readonly (Standing | undefined)[]>
  /** Notes that steps stand on executions of other steps. Resolves when others can see it. */
  readonly stand: (steps: readonly { readonly place: Place; readonly key: Digest }[]) => Promise<void>
  /** Notes how a run goes; what was noted of it before is replaced. One that has only begun may be noted a little later. */
  readonly noteRun: (note: RunNote) => Promise<void>
  /** The runs that were noted, the oldest first. One that runs no more and did not say how it ended counts as aborted. */
  readonly runs: () => Answer<readonly RunNote[]>
  /** Every execution that is remembered, the oldest first. */
  readonly executions: () => Iterable<PastExecution> | AsyncIterable<PastExecution>
}

/** The bytes of a store's artifacts. */
export interface Artifacts {
  /** For each: whether the bytes are there, as far as can be told without reading them. */
  readonly holds: (artifacts: readonly StoredArtifact[]) => Answer<readonly boolean[]>
  /**
   * For each of what it does not hold: whether something else stands there, such as a file that was cut short, as far as
   * can be told without reading it. A session that may write puts it aside. Absent where a store cannot tell.
   */
  readonly damaged?: (artifacts: readonly StoredArtifact[]) => Answer<readonly boolean[]>
  /**
   * The whole artifact, its checksum proven.
   *
   * @throws ArtifactLostError when it is missing or damaged; damaged bytes are put aside first.
   */
  readonly read: (artifact: StoredArtifact) => Promise<Uint8Array>
  /** The artifact in chunks. The checksum is proven before the first chunk is given. */
  readonly stream: (artifact: StoredArtifact) => AsyncIterable<Uint8Array>
  /** A file or folder that holds the artifact, its checksum proven, not to be changed. Absent where the store has no files. */
  readonly path?: (artifact: StoredArtifact) => Promise<string>
}

/** An open store. */
export interface StoreSession extends TraceIndex, Artifacts {
  /** Begins to save the outputs of one execution. Nothing can be seen by others before `commit`. */
  readonly draft: (execution: DraftInfo) => Draft
  /**
   * Takes a claim that no session, of this process or another, holds, or gives who holds it. Never waits for that session.
   * A claim ends with its session, however that ends. Read-only sessions get one that holds nothing.
   */
  readonly claim: (id: Digest) => Answer<ClaimAnswer>
  /**
   * How parts of code read, by their digests: those of them that are stored. Absent where a store keeps no such texts; then
   * people see which parts changed, and not how.
   */
  readonly codeTexts?: (parts: readonly Digest[]) => Answer<ReadonlyMap<Digest, string>>
  /** Whether a plan looks up all that it could reuse, also what is not needed now: for collecting the rest. Default: false. */
  readonly isSurveyed?: boolean
  /** Absent where looking up is as quick as reading a summary. */
  readonly summaries?: Summaries
  readonly close: () => Promise<void>
}

/**
 * Texts that sum up what a store knows of many steps, so that these need not be looked up one by one. A summary holds
 * until anything is committed to the store, noted by `stand` or removed. A store that wraps another and answers look-ups
 * otherwise leaves them out.
 */
export interface Summaries {
  /**
   * What was written last under this name; `undefined` once the store has changed since, and for more than `most`
   * bytes.
   */
  readonly read: (name: Digest, most: number) => string | undefined
  /**
   * Keeps what the parts are together. Does nothing where another session has changed the store since this one was
   * opened, or where there is no room.
   */
  readonly write: (name: Digest, parts: Iterable<string>) => void
  /** Counts an execution that was found in a summary as used, by its `order`. */
  readonly note: (order: number) => void
}

/** An execution that a step stood on, and the name of the step's record, which may be another than the execution's own. */
export interface Standing {
  readonly trace: Trace
  readonly record: string
}

/** What a store remembers of a run that had something to do; times are in milliseconds since 1970. */
export interface RunNote {
  readonly run: string
  /** Absent where it belonged to none. */
  readonly experiment?: string
  readonly startedAt: number
  /** Absent while it runs, and where it was killed. */
  readonly endedAt?: number
  readonly status: 'running' | 'well' | 'failed' | 'aborted'
  /** Steps that came to stand on another execution than before without executing, with the keys of both. */
  readonly found?: readonly { readonly step: string; readonly before: Digest; readonly after: Digest }[]
}

/** An execution, and whether a later one has the same key, so that this one is never reused. */
export interface PastExecution {
  readonly trace: Trace
  readonly superseded: boolean
}

/** What is known of an execution when its outputs are about to be saved. Names may hold any characters. */
export interface DraftInfo {
  readonly stage: string
  readonly record: string
  readonly key: Digest
  /** How a part of the code reads, for a store that keeps texts of code; such a store asks once for each part. */
  readonly partText?: (part: Digest) => string | undefined
}

export interface Draft {
  /** Saves one output. `extension` has no dot. */
  readonly write: (
    output: { name: string; format: string; extension: string },
    content: Content,
  ) => Promise<StoredArtifact>
  /** Makes the trace and all outputs written so far appear together. They are durable as far as the store promises. */
  readonly commit: (trace: Omit<Trace, 'order'>) => Promise<Trace>
  /** Forgets what was written. */
  readonly discard: () => Promise<void>
}

/** What a cacher saves: bytes, chunks of bytes, or a function that writes a file or a folder at a path. */
export type Content =
  | { readonly via: 'bytes'; readonly bytes: Uint8Array }
  | { readonly via: 'stream'; readonly chunks: AsyncIterable<Uint8Array> }
  | { readonly via: 'path'; readonly write: (path: string) => Promise<void> }

export type ClaimAnswer = Claim | HeldClaim

/** A claim that was taken: nobody else gets it before it is released. */
export interface Claim {
  readonly isTaken: true
  /** Whether others may have saved something since this session was opened, so that it is worth looking again. */
  readonly othersSaved: boolean
  readonly release: () => Promise<void>
  /**
   * Tells those who ask for the same claim a text, the last one until it is released. Absent where a store cannot, which
   * costs others time and nothing else.
   */
  readonly tell?: (text: string) => void
}

/** A claim that somebody holds, which may be this session. */
export interface HeldClaim {
  readonly isTaken: false
  /** Resolves when it is worth asking again, or the session is closed. */
  readonly freed: Promise<void>
  /** Who holds it, in words, such as `process 4711`. */
  readonly holder: () => string
  /** What its holder tells by now. */
  readonly told?: () => string | undefined
}
