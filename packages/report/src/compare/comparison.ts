import type { CodePair } from './code-differences.ts'
import type { RunDocument, StepOutcome } from '../document/run-document.ts'

/** Two runs side by side. */
export interface Comparison {
  readonly before: RunSide
  readonly after: RunSide
  /** Ids of steps that only one of them had. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Steps that both have, and that went differently. */
  readonly steps: readonly ChangedStep[]
  /** Outputs that came out differently. */
  readonly changed: readonly ChangedOutput[]
  /** Outputs that both have, and that came out the same. */
  readonly same: number
  /** Ids of steps whose outputs the earlier one had, and the later one has not: they failed, or were never reached. */
  readonly missing: readonly string[]
  readonly metrics: readonly ChangedMetric[]
  /** The values of all metrics in the earlier one, by record. */
  readonly metricsBefore: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly code: readonly ChangedCode[]
}

/** What the head of a comparison shows of each run. */
export type RunSide = Pick<
  RunDocument,
  'run' | 'experiment' | 'file' | 'status' | 'startedAt' | 'durationMs' | 'counts' | 'environment'
>

export interface ChangedStep {
  readonly id: string
  readonly before: StepSide
  readonly after: StepSide
}

interface StepSide {
  readonly outcome: StepOutcome
  /** Of its own execution, or of the one that it stands on. */
  readonly durationMs?: number
  /** Parameters that are different, as people read them. */
  readonly params?: string
}

export interface ChangedOutput {
  readonly step: string
  readonly output: string
  readonly before: string
  readonly after: string
}

export interface ChangedMetric {
  readonly record: string
  readonly metric: string
  readonly before?: number
  readonly after?: number
}

/** A part of a stage's code that is in one of the two, or different in both. */
export interface ChangedCode {
  readonly stage: string
  readonly part: string
  readonly change: 'added' | 'removed' | 'changed'
  /** Where one part became one other: what the difference of their texts is found by. */
  readonly pair?: CodePair
}
