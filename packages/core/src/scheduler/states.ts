import type { AnyStagewrightError } from '../errors/index.ts'
import type { Identity } from '../plan/identify.ts'
import type { Step, Wiring } from '../plan/step.ts'
import type { Digest, TraceHead } from '../ports/trace.ts'

/**
 * What is being done about executing a step, and every state that may come after it.
 *
 * - `idle`: nothing. Its inputs are not settled, or it stands on an execution, or nothing needs it.
 * - `ready`: it must execute, and waits in the ready queue for a slot.
 * - `wants-inputs`, `wants-twin`, `wants-resources`, `wants-claim`, `pausing`: parked. It must execute and cannot now; it
 *   takes no slot. It waits for steps before it, for an execution in flight that may be its own too, for named
 *   resources, for another session that does the same, or for the pause before its next attempt to end.
 * - `unfolding`: lists have become known that decide what it gathers from, and are read. It takes no slot.
 * - `in-flight`: it has a slot: its claim is asked for, its function runs, or what that returned is being saved.
 * - `done`: it executed in this run, or another session executed it meanwhile.
 * - `failed`: it has no attempt left. `blocked`: a step before it failed.
 *
 * What is done may become ready once more: where its value is gone from the store, or an input came out differently. A step
 * that waits for its claim or its next attempt keeps its place among those in flight, for its twins wait for it.
 */
const after: Readonly<Record<StepState, readonly StepState[]>> = {
  idle: ['ready', 'failed', 'blocked'],
  ready: ['idle', 'unfolding', 'wants-inputs', 'wants-twin', 'wants-resources', 'in-flight', 'blocked'],
  'wants-inputs': ['ready', 'idle', 'blocked'],
  'wants-twin': ['ready', 'idle', 'blocked'],
  'wants-resources': ['ready', 'idle', 'blocked'],
  'wants-claim': ['in-flight', 'idle'],
  pausing: ['in-flight', 'idle'],
  unfolding: ['idle', 'failed'],
  'in-flight': ['idle', 'done', 'wants-claim', 'pausing', 'failed'],
  done: ['idle', 'ready', 'failed'],
  failed: [],
  blocked: [],
}

export type StepState =
  | 'idle'
  | 'ready'
  | 'wants-inputs'
  | 'wants-twin'
  | 'wants-resources'
  | 'wants-claim'
  | 'pausing'
  | 'unfolding'
  | 'in-flight'
  | 'done'
  | 'failed'
  | 'blocked'

/** A step in the course of a run. */
export interface Node {
  readonly state: StepState
  /** Producers whose digests are not known yet. */
  unsettledInputs: number
  identity: Identity | undefined
  /** The execution that the step stands on: an earlier one, or this run's. Its digests are what dependents see. */
  trace: TraceHead | undefined
  /** The base of that execution. */
  base: Digest | undefined
  /** Steps that must execute before this one can. */
  awaiting: number
  /** Steps that wait for this one to execute. */
  waiters: number[] | undefined
  /** Dependents that may still need its values. */
  openConsumers: number
  /** Whether it will not need its own inputs any more. */
  closed: boolean
  /** Whether an input came out differently while it was in flight. */
  outdated: boolean
  /** Whether its value was loaded, or taken from an identical execution. */
  used: boolean
  error: AnyStagewrightError | undefined
  /** The step that failed and kept this one from executing. */
  blockedBy: number | undefined
  /** How many executions with its base had ended in this run when it was last considered. */
  endedTwins: number
}

/** What is known of a step's end. */
export type Ending = Pick<Node, 'state' | 'trace' | 'base' | 'identity' | 'used' | 'error' | 'blockedBy'>

/** How a step ended, by its index. */
export type EndingOf = (index: number) => Ending

/** @throws RangeError for a transition that is not in the table: a defect of the scheduler, and not of a stage */
export const become = (node: Node, state: StepState): void => {
  if (!after[node.state].includes(state))
    throw new RangeError(`A step that is ${node.state} cannot become ${state}.`)
  // Nobody else writes it.
  ;(node as { state: StepState }).state = state
}

/** Whether a step must execute and cannot now. */
export const isParked = ({ state }: Node): boolean => state.startsWith('wants-')

/** Whether a step is needed, and did not get its turn yet. */
export const isUnfinished = (node: Node): boolean =>
  node.state === 'ready' || node.state === 'pausing' || isParked(node)

export const hasEndedBadly = ({ state }: Node): boolean => state === 'failed' || state === 'blocked'

export const makeNodes = ({ steps, topology }: Pick<Wiring, 'steps' | 'topology'>): readonly Node[] =>
  steps.map(({ index }) => ({
    state: 'idle',
    unsettledInputs: 0,
    identity: undefined,
    trace: undefined,
    base: undefined,
    awaiting: 0,
    waiters: undefined,
    openConsumers: topology.dependents(index).length,
    closed: false,
    outdated: false,
    used: false,
    error: undefined,
    blockedBy: undefined,
    endedTwins: 0,
  }))

/** Gives a step with its state. */
export type NodeAt = (index: number) => { readonly step: Step; readonly node: Node }

export const nodeFinder =
  ({ steps }: Pick<Wiring, 'steps'>, nodes: readonly Node[]): NodeAt =>
  (index) => {
    const step = steps[index]
    const node = nodes[index]
    if (step === undefined || node === undefined) throw new RangeError(`There is no step ${index}.`)
    return { step, node }
  }

/** The steps that wait for this one; nobody waits any more. */
export const takeWaiters = (node: Node): readonly number[] => {
  const waiters = node.waiters ?? none
  node.waiters = undefined
  return waiters
}
const none: readonly number[] = []
