import type { AnyStagewrightError } from '../errors/index.ts'
import type { Prospect } from '../plan/decide.ts'
import type { Facts } from '../plan/facts.ts'
import type { Identity } from '../plan/identify.ts'
import type { Step, Wiring } from '../plan/step.ts'
import type { InputTrace, Read, Trace, TraceHead } from '../ports/trace.ts'
import type { Memory } from './memory.ts'
import type { Values } from './values.ts'

/** What the schedule knows, and what it asks to be done. */
export interface Workshop {
  /** The run's id: traces that carry it were made by this run. */
  readonly run: string
  readonly wiring: Wiring
  readonly prospects: readonly Prospect[]
  readonly facts: Facts
  readonly memory: Memory
  readonly values: Values
  /** Locations of bytes that were found gone or damaged, and were not made anew since. */
  readonly lost: Set<string>
  /** Steps that failed before anything ran. */
  readonly refused: ReadonlyMap<number, AnyStagewrightError>
  /** Functions that may run at once. */
  readonly concurrency: number
  readonly keepGoing: boolean
  readonly signal: AbortSignal
  /** Steps whose outputs stay in memory for the result. */
  readonly pinned: ReadonlySet<number>
  /**
   * Carries out one step.
   *
   * @throws ArtifactLostError when an input's bytes are gone
   */
  readonly perform: (order: Order) => Promise<Performed>
  readonly onReused: (step: Step, trace: TraceHead) => void
  readonly onFailed: (step: Step, error: AnyStagewrightError) => void
  readonly onLost: (step: Step, artifact: string, problem: 'missing' | 'corrupt') => void
}

export interface Order {
  readonly step: Step
  readonly identity: Identity
  /** Its inputs as they are now, which its base is made of. */
  readonly inputTraces: readonly InputTrace[]
  readonly forced: boolean
  /** What its past says of it by now, for others may have executed it. */
  readonly identityNow: () => Identity
  readonly traceOf: (step: number) => TraceHead | undefined
  readonly onReads: (reads: () => readonly Read[]) => void
}

export interface Performed {
  readonly trace: Trace
  /** What may stay in memory. */
  readonly values: ReadonlyMap<string, unknown>
  /** Whether another process executed it meanwhile. */
  readonly shared: boolean
}
