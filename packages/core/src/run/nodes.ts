import type { AnyStagewrightError } from '../errors/index.ts'
import type { Identity } from '../plan/identify.ts'
import type { Step, Wiring } from '../plan/step.ts'
import type { Digest, TraceHead } from '../ports/trace.ts'

/** What is being done about executing a step. */
export type Work = 'none' | 'queued' | 'parked' | 'running' | 'done' | 'failed' | 'cancelled'

/** A step in the course of a run. */
export interface Node {
  /** Producers whose digests are not known yet. */
  waitingOn: number
  identity: Identity | undefined
  /** The execution that the step stands on: an earlier one, or this run's. Its digests are what dependents see. */
  trace: TraceHead | undefined
  /** The base of that execution. */
  base: Digest | undefined
  work: Work
  /** Producers that must execute first, because their values cannot be had. */
  awaiting: number
  /** Steps that wait until this one's values can be had. */
  waiters: number[] | undefined
  /** Dependents that may still need its values. */
  openConsumers: number
  /** Whether it will not need its own inputs any more. */
  closed: boolean
  /** Whether an input came out otherwise while it ran. */
  outdated: boolean
  /** Whether its value was loaded, or taken from an identical execution. */
  used: boolean
  error: AnyStagewrightError | undefined
  /** The step that failed and kept this one from executing. */
  blockedBy: number | undefined
  /** How many executions with its base had ended in this run when it was last considered. */
  landings: number
}

/** What is known of a step's end. */
export type Ending = Pick<Node, 'work' | 'trace' | 'base' | 'identity' | 'used' | 'error' | 'blockedBy'>

/** How a step ended, by its index. */
export type EndingOf = (index: number) => Ending

export const makeNodes = (wiring: Wiring): readonly Node[] =>
  wiring.steps.map(({ index }) => ({
    waitingOn: 0,
    identity: undefined,
    trace: undefined,
    base: undefined,
    work: 'none',
    awaiting: 0,
    waiters: undefined,
    openConsumers: wiring.topology.dependents(index).length,
    closed: false,
    outdated: false,
    used: false,
    error: undefined,
    blockedBy: undefined,
    landings: 0,
  }))

/** Gives a step with its state. */
export type NodeAt = (index: number) => { readonly step: Step; readonly node: Node }

export const nodeFinder =
  ({ steps }: Wiring, nodes: readonly Node[]): NodeAt =>
  (index) => {
    const step = steps[index]
    const node = nodes[index]
    if (step === undefined || node === undefined) throw new RangeError(`There is no step ${index}.`)
    return { step, node }
  }
