import type { Application, Element, OutputDeclaration, Subject, Unfolded } from '../graph/application.ts'
import type { Unfoldings } from '../graph/collect.ts'
import type { Span } from '../lists/span.ts'
import type { Topology } from '../graph/topology.ts'
import type { CodeFingerprint } from '../ports/fingerprinter.ts'
import type { Place } from '../ports/place.ts'
import { outputOf } from '../ports/output-of.ts'
import type { Digest, StoredArtifact, TraceHead } from '../ports/trace.ts'
import type { AnyCacher } from '../types/list-cacher.ts'
import type { PlanWarning } from './warning.ts'

/** An input of a step. */
export interface StepInput {
  readonly name: string
  /** 0 for a stage's own record; an aggregate's records count from 1. */
  readonly record: number
  /** The step that outputs it under this name, or `undefined` where a suppressed input is missing. */
  readonly producer: number | undefined
  /** Which item it is of the list that the producer outputs; absent for whole artifacts. */
  readonly element?: Element
  /** Of an input of a fold, which items it is made of. */
  readonly span?: Span
}

/** The name by which its producer outputs it. */
export const artifactOf = ({ name, element }: StepInput): string => element?.list ?? name

/** Where its bytes are, given the execution of its producer. */
export const storedOf = (
  { name, element }: StepInput,
  trace: TraceHead | undefined,
): StoredArtifact | undefined =>
  element === undefined ? outputOf(trace, name)?.stored : element.known?.item.stored

/** How it is kept, given its producer. */
export const cacherOf = ({ name, element }: StepInput, producer: Step): AnyCacher | undefined => {
  if (element === undefined) return declarationOf(producer, name)?.cacher
  const cacher = declarationOf(producer, element.list)?.cacher
  return cacher?.via === 'list' ? cacher.item : undefined
}

/** An application in its place in the graph. */
export interface Step {
  readonly index: number
  /** `stage@record`, made unique by `#2` where it is not. */
  readonly id: string
  readonly application: Application
  /** For a record without a name: the how manyth step of its stage for such records it is, from 1. */
  readonly position: number | undefined
  /** The record, then an aggregate's members. */
  readonly subjects: readonly Subject[]
  readonly inputs: readonly StepInput[]
  /** The lists that decide what it gathers from. */
  readonly lists?: readonly StepInput[]
  /** Of one whose lists are not known, the step of its template that stands for what it gathers. */
  readonly folded?: { readonly template: number | undefined }
  /** Whether it stands for steps of items that are not known: it never runs. */
  readonly isTemplate?: true
  readonly code: CodeFingerprint
  /** What stands for the code in keys: the fingerprint, or `version`, and `deps`. */
  readonly codeDigest: Digest
  /** The beginning of the text that its base is made of. */
  readonly basePrefix: string
  /** What its code reaches and cannot be followed; nothing where `version` stands for the code. */
  readonly untracked: readonly string[]
}

/** The graph of all that the targets hold, sound as far as it can be told before a store is asked. */
export interface Wiring {
  /** Each after what it depends on. */
  readonly steps: readonly Step[]
  readonly topology: Topology
  readonly stepOf: ReadonlyMap<Application, number>
  readonly warnings: readonly PlanWarning[]
  /** The lists that are known. */
  readonly unfoldings: Unfoldings
  /** Adds the steps of lists that have become known. */
  readonly grow: Grow
  /** Forgets what a step gathers from, because its lists are others now. */
  readonly fold: (index: number) => void
}

/**
 * Replaces a folded step by one that gathers from the steps of its items, which are added at the end. What was numbered
 * keeps its number; a producer of an older step may have a larger one from then on.
 */
export type Grow = (step: Step, unfolded: Unfolded) => Grown

export interface Grown {
  /** The first of the steps that were added; all that follow were. */
  readonly from: number
  /** Steps of templates that stand for nothing any more. */
  readonly replaced: readonly number[]
}

/** What must be there before it can be executed, or unfolded. */
export const neededBy = ({ folded, lists = none, inputs }: Step): readonly StepInput[] =>
  folded === undefined ? inputs : lists

const none: readonly StepInput[] = []

/** Whether a step of lists is known by these, whatever it is made of: a fold is, and what gathers a list is not. */
export const isKeyedByLists = ({ application: { definition }, lists }: Step): boolean =>
  lists !== undefined && definition.kind === 'fold'

/** What its key is made of. */
export const keyedBy = (step: Step): readonly StepInput[] =>
  isKeyedByLists(step) ? (step.lists ?? none) : step.inputs

/** Whether it is not known yet what its key is made of, because lists decide that. */
export const isOpen = (step: Step): boolean =>
  step.isTemplate === true || (step.folded !== undefined && !isKeyedByLists(step))

/** Which step it is of which experiment. */
export const placeOf = ({ id, application, position }: Step, experiment: string | undefined): Place => ({
  ...(experiment !== undefined && { experiment }),
  stage: application.definition.name,
  record: application.subject.name,
  step: id,
  ...(position !== undefined && { position }),
})

export const isCached = (step: Step): boolean =>
  step.application.definition.outputs.length > 0 &&
  step.application.definition.outputs.every(({ cacher }) => cacher !== undefined)

/** What a step's stage declares of one of its outputs. */
export const declarationOf = (step: Step, output: string): OutputDeclaration | undefined =>
  step.application.definition.outputs.find(({ name }) => name === output)
