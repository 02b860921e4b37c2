import type { AnyStagewrightError } from '../errors/index.ts'
import type { Prospect } from '../plan/decide.ts'
import type { Facts } from '../plan/facts.ts'
import type { Identity } from '../plan/identify.ts'
import type { Unfolded } from '../graph/application.ts'
import type { Grown, Step, StepInput, Wiring } from '../plan/step.ts'
import type { ClaimAnswer, HeldClaim } from '../ports/store.ts'
import type { Digest, InputTrace, Read, Trace, TraceHead } from '../ports/trace.ts'
import type { LookUps } from '../store/look-ups.ts'
import type { CircleWatch } from './circle.ts'
import type { Memory } from './memory.ts'
import type { EnclosingStep } from './enclosing.ts'
import type { ResourceSize } from './resources.ts'
import type { TellPart } from './told.ts'

/** What the scheduler knows of a run, and what it asks to be done. */
export interface Work {
  /** The run's id: traces that carry it were made by this run. */
  readonly run: string
  readonly wiring: Wiring
  readonly prospects: readonly Prospect[]
  readonly facts: Facts
  readonly memory: Memory
  readonly values: ValuesAtHand
  /** Locations of bytes that were found gone or damaged, and were not made anew since. */
  readonly lost: Set<string>
  /** Of lists among those, by their locations, the items that are gone. */
  readonly lostItems: Map<string, readonly string[]>
  /** Steps that failed before anything ran. */
  readonly refused: ReadonlyMap<number, AnyStagewrightError>
  /** Steps that may be in flight at once. */
  readonly concurrency: number
  readonly resources: Readonly<Record<string, ResourceSize>>
  readonly keepGoing: boolean
  /** Ends the run. */
  readonly signal: AbortSignal
  /** Lets no further step begin. */
  readonly drain: AbortSignal | undefined
  /** Steps whose outputs stay in memory for the result. */
  readonly pinned: ReadonlySet<number>
  /** Takes the step's claim, or gives who holds it; `undefined` where others could make nothing of its result. */
  readonly claim: (step: Step, base: Digest) => ClaimAnswer | Promise<ClaimAnswer> | undefined
  /** Looks whether a step that waits for its claim does so without end. */
  readonly watchCircle: (step: Step, base: Digest, held: HeldClaim) => CircleWatch
  /** What runs that the step's function makes are inside of, where it may make any. */
  readonly enclosing: (step: Step, base: Digest, tell: TellPart | undefined) => EnclosingStep | undefined
  /** What the store knows. */
  readonly session: LookUps
  /**
   * Makes one attempt: calls the step's function, and saves what it returned.
   *
   * @throws ArtifactLostError when an input's bytes are gone
   */
  readonly execute: (order: Order) => Promise<Executed>
  /**
   * What the lists of a step come to that all are there.
   *
   * @throws ArtifactLostError when a list's bytes are gone
   */
  readonly unfold: (step: Step, traceOf: (step: number) => TraceHead | undefined) => Promise<Unfolded>
  /** Steps were added, which belong to the plan from now on. */
  readonly added: (by: Step, grown: Grown) => void
  readonly tell: Told
}

/** Where values come from. */
export interface ValuesAtHand {
  /** Whether an output can be had without executing its step. */
  readonly has: (step: Step, output: string, trace: TraceHead | undefined) => boolean
  /** Whether an output can be had from the store, also when the run is over. */
  readonly isKept: (step: Step, output: string, trace: TraceHead | undefined) => boolean
  /** Whether the item that an input is can be had; true for what is no item. */
  readonly hasItem: (input: StepInput) => boolean
}

/** What is told of steps. */
export interface Told {
  readonly reused: (step: Step, trace: TraceHead, traceOf: () => Trace | undefined) => void
  /** Outputs that are called for are gone; others may make them good before the step executes. */
  readonly lacking: (step: Step, identity: Identity) => void
  readonly failed: (step: Step, error: AnyStagewrightError) => void
  readonly blocked: (step: Step, by: Step) => void
  readonly lost: (step: Step, artifact: string, problem: 'missing' | 'corrupt') => void
  readonly retried: (step: Step, attempt: number, cause: unknown) => void
  /** @param forWhat in words, such as who holds its claim */
  readonly waiting: (step: Step, forWhat: string, sinceMs: number) => void
}

/** One attempt that is asked for. */
export interface Order {
  readonly step: Step
  readonly identity: Identity
  /** Its inputs as they are now, which its base is made of. */
  readonly inputTraces: readonly InputTrace[]
  readonly forced: boolean
  /** Counts from 1. */
  readonly attempt: number
  readonly traceOf: (step: number) => TraceHead | undefined
  readonly onReads: (reads: () => readonly Read[]) => void
}

/** What came of an attempt. */
export interface Executed {
  readonly trace: Trace
  /** What may stay in memory. */
  readonly values: ReadonlyMap<string, unknown>
  /** Settles when it is in the store, or could not be saved. */
  readonly saved: Promise<unknown>
}
