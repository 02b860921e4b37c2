import type { Decision, Digest, Outcome, Reason, StoredArtifact } from '@stagewright/core'

/** All that is known of one run: plain JSON, which reports, histories and comparisons are made of. */
export interface RunDocument {
  readonly format: 'stagewright-run'
  readonly version: 1
  readonly run: string
  readonly status: RunStatus
  /** The experiment's name. */
  readonly experiment: string
  /** The file that holds the experiment, as it was named. */
  readonly file: string
  readonly store: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** How long it has been going, or took, in milliseconds. */
  readonly durationMs: number
  readonly counts: Readonly<Record<StepOutcome, number>>
  /** The most that the process was seen to hold when a step had finished, in bytes. */
  readonly peakMemoryBytes?: number
  readonly warnings: readonly { readonly type: string; readonly message: string }[]
  /** What ended the run, where that was no step's failure. */
  readonly error?: ErrorDocument
  readonly environment: Environment
  /** Commands that do the same again, in order. */
  readonly reproduce: readonly string[]
  /** The parts of each code that a step names by its digest. */
  readonly codes: Readonly<Record<Digest, Readonly<Record<string, Digest>>>>
  readonly steps: readonly StepDocument[]
}

/** `stopped` is a run that a person ended, or that was killed. */
export type RunStatus = 'running' | 'finished' | 'failed' | 'stopped'

/** How a step ended, or that it waits, runs, or was never reached. `blocked` is one that a failure before it stopped. */
export type StepOutcome = Outcome | 'waiting' | 'running' | 'left'

/** One application of a stage in a run. */
export interface StepDocument {
  /** `stage@record`, as in the plan. */
  readonly id: string
  readonly stage: string
  readonly record: string
  readonly decision: Decision
  readonly reason: Reason
  /** The reason as a sentence. */
  readonly explanation: string
  readonly outcome: StepOutcome
  /** Ids of the steps whose outputs it reads. */
  readonly dependsOn: readonly string[]
  /** Ids of the steps that it begins after, though it reads nothing of them. */
  readonly after?: readonly string[]
  /** The step whose failure stopped it. */
  readonly blockedBy?: string
  /** What it waited for, where that took seconds, in words. */
  readonly waitedFor?: string
  /** When its function was called, in milliseconds since 1970. */
  readonly startedAt?: number
  /** How long its function and the saving of its outputs took, in milliseconds. */
  readonly durationMs?: number
  /** What the process held when it had run, in bytes. */
  readonly memoryBytes?: number
  readonly progress?: { readonly done: number; readonly total: number }
  /** How often it was tried again. */
  readonly retries?: number
  /** The last lines that it logged. */
  readonly log?: readonly string[]
  /** `record` is 0 for the step's own, and counts from 1 for those of an aggregate. */
  readonly inputs: readonly { readonly name: string; readonly record: number; readonly digest?: Digest }[]
  readonly outputs: readonly OutputDocument[]
  /** The beginning of the record's parameters as people read them. */
  readonly params?: string
  /** What the function read beside its inputs, and what it saw. */
  readonly reads?: readonly { readonly what: string; readonly saw: string }[]
  /** The digest of its code, whose parts stand in `codes`. */
  readonly code?: Digest
  /** The execution that its outputs are from. */
  readonly madeBy?: { readonly run: string; readonly startedAt: number; readonly durationMs: number }
  /** Where the store keeps what it reported. */
  readonly reports?: StoredArtifact
  /** The last value of each number that it reported. */
  readonly numbers?: readonly ReportedNumber[]
  /** What it reported before it failed, as `reportJson` writes it. */
  readonly reported?: readonly unknown[]
  readonly error?: ErrorDocument
}

/** A number that a step reported, under its name, with its group before it. */
export interface ReportedNumber {
  readonly name: string
  /** `NaN`, `Infinity` and `-Infinity` are texts, since JSON has no such numbers. */
  readonly value: number | string
  readonly unit?: string
}

/** An output, and what is known of its artifact. */
export interface OutputDocument {
  readonly name: string
  readonly digest?: Digest
  /** Bytes. */
  readonly size?: number
  readonly format?: string
  /** The store's own name for the place. */
  readonly location?: string
  /** The beginning of the value as people read it. */
  readonly preview?: string
}

/** What went wrong, as people read it. */
export interface ErrorDocument {
  /** The error's `_tag`, or its name. */
  readonly tag: string
  readonly message: string
  /** What the function threw, with its stack. */
  readonly cause?: string
}

/** Where a run took place. */
export interface Environment {
  readonly node: string
  readonly platform: string
  readonly cpus: number
  /** Versions of packages by name. */
  readonly versions: Readonly<Record<string, string>>
  /** The commit of the program's repository; ends in `+` where files differed from it. */
  readonly commit?: string
}

/** What changed in a document since it was last looked at. */
export interface RunPatch {
  readonly head: Omit<RunDocument, 'steps' | 'codes' | 'environment' | 'reproduce'>
  readonly codes: RunDocument['codes']
  /** Steps by their place in `steps`. */
  readonly steps: readonly (readonly [index: number, step: StepDocument])[]
}
