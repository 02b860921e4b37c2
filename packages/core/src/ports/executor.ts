import type { Report } from '../types/reportable.ts'
import type { Artifacts, Draft } from './store.ts'
import type { Digest, Read, StoredArtifact } from './trace.ts'

/**
 * Carries out calls of stage functions: in this thread, in another one, or on another machine. A wrapper is a function
 * from executor to executor.
 */
export interface Executor {
  /** What people see in messages. */
  readonly name: string
  /**
   * Carries out one call, by `call.here(channel)` or elsewhere from `call.data()`. Rejects with what the function threw,
   * or with what kept it from being called. A call may be carried out again: what the last time made is what counts,
   * and is to be given back.
   */
  readonly execute: (call: Call, channel: Channel) => Promise<CallResult>
}

/** One call of a stage's function for one record. */
export interface Call {
  readonly stage: string
  /** The record's name. */
  readonly record: string
  /** What stands for the stage's code in keys. */
  readonly code: Digest
  /** `here` where the stage's specification demands it: then an executor calls `here`. */
  readonly runs: 'here' | 'anywhere'
  /** Calls the function in this thread. */
  readonly here: (channel: Channel) => Promise<CallResult>
  /**
   * All that the function is given, as data. It can be cloned (`structuredClone`, `postMessage`) unless an input that is
   * passed by value cannot.
   */
  readonly data: () => CallData
  /** Where the artifacts among its inputs are read, and its outputs are saved, for executors that do not open the store. */
  readonly store: CallStore
}

/** What a call reads from the store and adds to it. What it adds appears together with its trace, or not at all. */
export interface CallStore extends Pick<Artifacts, 'read' | 'stream' | 'path'> {
  readonly write: Draft['write']
}

/** A call as data. */
export interface CallData {
  /** The run's id. */
  readonly run: string
  readonly stage: string
  readonly code: Digest
  /** What the code is made of, by names that a person recognises, to tell what differs elsewhere. */
  readonly parts: Readonly<Record<string, Digest>>
  /** The record, then the records that an aggregate looks at. */
  readonly subjects: readonly SubjectData[]
  readonly inputs: readonly InputData[]
  /** Outputs whose values are to be given back: of the others, saving them will do. */
  readonly wanted: readonly string[]
  /** The step itself and those around its run, the innermost first; absent where its function makes no runs. */
  readonly within?: readonly EnclosingData[]
}

/** A step whose function may make runs, as data. */
export interface EnclosingData {
  /** The step's id. */
  readonly step: string
  /** The name of the store that its run uses. */
  readonly store: string
  /** What it holds while its function runs. */
  readonly claim: Digest
}

/** A claim that a run waits for, and the step of that run. */
export interface ClaimWait {
  readonly claim: Digest
  readonly step: string
}

/** A record as data. */
export interface SubjectData {
  readonly name: string
  readonly params: PackedValue
  /** Names of parameters that never change a result. */
  readonly operational: readonly string[]
  /** Forms that stand for parameters, by the parameter. */
  readonly represent: Readonly<Record<string, PackedValue>>
}

/**
 * A value as data: its canonical text; or, where a part has none, its parts by themselves; or what kept it from being
 * packed, such as `a function`.
 */
export type PackedValue =
  | { readonly text: string }
  | { readonly items: readonly PackedValue[] }
  | { readonly entries: readonly (readonly [key: string, value: PackedValue])[] }
  | { readonly withheld: string }

/** An input as data: a value, an artifact of the store, or neither where a suppressed input is missing. */
export interface InputData {
  readonly name: string
  /** 0 for a stage's own record; the records that an aggregate looks at count from 1. */
  readonly record: number
  readonly value?: { readonly value: unknown }
  readonly artifact?: InputArtifact
}

export interface InputArtifact {
  readonly stored: StoredArtifact
  /** The stage that outputs it, whose cacher loads it. */
  readonly stage: string
  readonly output: string
  /**
   * How many lists there are around what the stage outputs: 1 for a list of such outputs, -1 for an item of the list that the
   * stage outputs. Default: 0.
   */
  readonly lists?: number
  /** Whether the function gets a handle that loads the value, and not the value. */
  readonly handle: boolean
  /** Whether the value may stay in memory for the next call. */
  readonly keep: boolean
}

/** What a call tells while it is carried out. */
export interface Channel {
  /** Aborts when the run is cancelled or the call takes too long. */
  readonly signal: AbortSignal
  /** The inputs are there, and the function is called now: its time begins. */
  readonly started: () => void
  /** The function has returned or thrown; what it returned is still to be saved. Times are in milliseconds. */
  readonly returned: (time: { readonly startedAt: number; readonly durationMs: number }) => void
  readonly log: (...parts: readonly unknown[]) => void
  readonly progress: (done: number, total: number) => void
  readonly report: (report: Report) => void
  /** Told after each new read of all reads so far, so that steps that read something else need not wait. */
  readonly reads: (soFar: () => readonly Read[]) => void
  readonly warn: (warning: CallWarning) => void
  /**
   * Told what runs that the function makes wait for, so that steps which wait for each other in a circle are found. Absent
   * where that is not passed on.
   */
  readonly waits?: (forWhat: readonly ClaimWait[]) => void
}

/** What is noticed of a call, and does not make it fail. */
export type CallWarning =
  | { readonly type: 'input-changed'; readonly inputs: readonly string[] }
  | { readonly type: 'file-changed'; readonly path: string }

/** What came of a call: what its trace is made of. */
export interface CallResult {
  /** One for each declared output, in that order. */
  readonly outputs: readonly CallOutput[]
  /** Values of outputs. Those that are not given are loaded from what was saved. */
  readonly values: ReadonlyMap<string, unknown>
  /** Outputs that later stages must get as they are loaded, and not as the function returned them. */
  readonly reloaded: readonly string[]
  /** Canonical, in the order of a key. */
  readonly reads: readonly Read[]
  /** Everything that was reported, saved as one. */
  readonly reports?: StoredArtifact
  /** When the function was called, in milliseconds since 1970. */
  readonly startedAt: number
  /** How long the function and the saving of its outputs took, in milliseconds. */
  readonly durationMs: number
  /** Bytes that the process held when the function had run; absent where it was not measured. */
  readonly memoryBytes?: number
}

export interface CallOutput {
  readonly name: string
  /** The beginning of the value as people read it. */
  readonly preview: string
  /** Absent where the output has no cacher. */
  readonly stored?: StoredArtifact
  /** The identity of a list, which follows from its items. Of others it is the checksum of what is stored. */
  readonly digest?: Digest
}
