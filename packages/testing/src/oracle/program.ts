/**
 * A pipeline as plain data, so that it can be drawn at random, printed, and made smaller. Numbers that name something
 * (a stage, a record, a place in a chain) are taken modulo what there is, and a stage whose inputs a record lacks is left
 * out of its chain: every program is sound.
 */
export interface Program {
  readonly stages: readonly StagePlan[]
  readonly aggregates: readonly StagePlan[]
  readonly records: readonly RecordPlan[]
  readonly targets: readonly Place[]
  readonly files: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
}

export interface StagePlan {
  readonly inputs: readonly string[]
  readonly outputs: readonly OutputPlan[]
  readonly keeping: Keeping
  /** Whether `version` stands for the code, or what the fingerprinter says of the function and its helper. */
  readonly codeBy: 'version' | 'fingerprint'
  readonly suppressMissingInputs: boolean
  readonly sights: readonly Sight[]
  /** Whether the values of the inputs matter. */
  readonly usesInputs: boolean
  /** Whether it fetches something that nobody tracks, so that an overwrite may change its outputs. */
  readonly isSource: boolean
  /** Turns of the event loop's microtasks that a call takes. */
  readonly pauses: number
}

/** How the outputs are kept: by a cacher of this format, or not. */
export type Keeping = 'json' | 'boxed' | 'private' | 'none'

export interface OutputPlan {
  readonly name: string
  readonly lazy: 'no' | 'value' | 'handle'
  /** How many values there are: with few, other inputs often give the same output. */
  readonly variety: number
  readonly shape: 'number' | 'text' | 'object' | 'view'
}

/** Something that a function looks at beside its inputs. An aggregate looks at all of its records where it says so. */
export type Sight = (
  | { readonly at: 'param' | 'keys'; readonly path: readonly string[] }
  | { readonly at: 'has'; readonly name: string }
  | { readonly at: 'name' | 'operational' | 'snapshot' }
  | { readonly at: 'file' | 'env'; readonly name: string }
  | { readonly at: 'file-named-by-param'; readonly path: readonly string[] }
  | { readonly at: 'if-param'; readonly path: readonly string[]; readonly then: Sight }
  | { readonly at: 'if-input'; readonly input: number; readonly then: Sight }
) & { readonly ofMembers?: boolean }

export interface RecordPlan {
  readonly params: Params
  /** The record that it was forked from. */
  readonly from: Place | undefined
  readonly steps: readonly StepPlan[]
}

export type Params = { readonly [name: string]: Param }
export type Param = number | boolean | string | readonly Param[] | { readonly [name: string]: Param }

export type StepPlan =
  | { readonly kind: 'stage'; readonly stage: number }
  | { readonly kind: 'aggregate'; readonly aggregate: number; readonly members: readonly Place[] }

/** A record before the last few of its steps; 0 for all of it. */
export interface Place {
  readonly record: number
  readonly short: number
}

export const stageName = (index: number): string => `s${index}`
export const aggregateName = (index: number): string => `a${index}`
export const recordName = (index: number): string => `r${index}`
