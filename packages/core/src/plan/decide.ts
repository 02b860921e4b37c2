import type { StoreSession } from '../ports/store.ts'
import type { ArtifactTrace, Digest, Trace } from '../ports/trace.ts'
import { explainCertainRun, explainRun } from './compare.ts'
import type { Facts } from './facts.ts'
import { type Identity, identify } from './identify.ts'
import type { Reason } from './reason.ts'
import { isCached, type Step, type StepInput, type Wiring } from './step.ts'

export type Decision = 'run' | 'maybe' | 'reuse' | 'skip'

/** What is known of a step before anything runs. */
export interface Prospect {
  readonly decision: Decision
  readonly reason: Reason
  /** Absent while an input's digest is not known. */
  readonly identity: Identity | undefined
  /** Runs whatever its past says. */
  readonly forced: boolean
}

export interface DecideOptions {
  readonly overwritten: ReadonlySet<number>
  /** Whether bytes in this format can be loaded for the output of this step. */
  readonly canLoad: (step: Step, output: string, format: string) => boolean
}

type Execution = 'no' | 'maybe' | 'yes'

interface Draft {
  execution: Execution
  /** Why it executes; where it does not, the decision tells. */
  reason: Reason | undefined
  identity: Identity | undefined
  /** Whether its digests may be others after this run. */
  volatile: boolean
}

/**
 * A decision for each step. One pass from the roots finds what is known and what must run; a work list then raises what
 * those need and what those may change. A step is raised at most twice, so all of it is linear in steps and edges.
 */
export const decide = (wiring: Wiring, facts: Facts, options: DecideOptions): readonly Prospect[] => {
  const drafts: Draft[] = []
  const inputRuns = shareInputRuns()
  for (const step of wiring.steps) drafts.push(assess(step, drafts, wiring, facts, options, inputRuns))
  spread(drafts, wiring, facts, options, inputRuns)
  return wiring.steps.map((step) => toProspect(step, drafts, wiring, options))
}

const assess = (
  step: Step,
  drafts: readonly Draft[],
  wiring: Wiring,
  facts: Facts,
  options: DecideOptions,
  inputRuns: InputRuns,
): Draft => {
  const running = step.inputs.filter(({ producer }) => producer && drafts[producer.step]?.volatile)
  const identity =
    running.length > 0
      ? undefined
      : identify(step, (producer, output) => knownDigest(drafts, producer, output), facts)
  const draft = (execution: Execution, reason: Reason | undefined, volatile: boolean): Draft => ({
    execution,
    reason,
    identity,
    volatile,
  })
  if (options.overwritten.has(step.index)) return draft('yes', { type: 'overwrite' }, true)
  if (step.application.definition.outputs.length === 0) return draft('yes', { type: 'no-outputs' }, false)
  if (identity === undefined) {
    if (isLeaf(step, wiring) && !isCached(step)) return draft('yes', { type: 'not-cached' }, true)
    const certain = explainCertainRun(step, facts)
    if (certain !== undefined) return draft('yes', certain, true)
    return draft('maybe', inputRuns(running), true)
  }
  if (identity.trace === undefined) return draft('yes', explainRun(step, identity, facts), true)
  if (!isLeaf(step, wiring)) return draft('no', undefined, false)
  if (!isCached(step)) return draft('yes', { type: 'not-cached' }, false)
  const lost = firstLost(step, identity.trace, facts.session, options)
  return lost === undefined ? draft('no', undefined, false) : draft('yes', lost, true)
}

type InputRuns = (inputs: readonly StepInput[]) => Reason

/** Very many steps wait for inputs of the same names: each list of names is one reason. */
const shareInputRuns = (): InputRuns => {
  const known = new Map<string, Reason>()
  return (inputs) => {
    const names = inputs.length === 1 ? [inputs[0]?.name ?? ''] : [...new Set(inputs.map(({ name }) => name))]
    const id = names.join('\n')
    const reason = known.get(id) ?? { type: 'input-runs', inputs: names }
    known.set(id, reason)
    return reason
  }
}

const isLeaf = (step: Step, wiring: Wiring): boolean => wiring.topology.dependents(step.index).length === 0

const knownDigest = (drafts: readonly Draft[], producer: number, output: string): Digest | undefined =>
  findOutput(drafts[producer]?.identity?.trace, output)?.digest

const findOutput = (trace: Trace | undefined, output: string): ArtifactTrace | undefined =>
  trace?.outputs.find(({ name }) => name === output)

const firstLost = (
  step: Step,
  trace: Trace,
  session: StoreSession,
  options: DecideOptions,
): Reason | undefined => {
  for (const { name } of step.application.definition.outputs) {
    const lost = lostReason(step, trace, name, session, options)
    if (lost !== undefined) return lost
  }
  return undefined
}

/** Why an output cannot be loaded, or `undefined` where it can. */
const lostReason = (
  step: Step,
  trace: Trace,
  output: string,
  session: StoreSession,
  options: Pick<DecideOptions, 'canLoad'>,
): Reason | undefined => {
  const stored = findOutput(trace, output)?.stored
  if (stored === undefined) return { type: 'artifact-missing', artifact: output }
  if (!session.holds(stored))
    return {
      type: session.isDamaged?.(stored) === true ? 'artifact-corrupt' : 'artifact-missing',
      artifact: output,
    }
  if (options.canLoad(step, output, stored.format)) return undefined
  const cacher = step.application.definition.outputs.find(({ name }) => name === output)?.cacher
  return { type: 'cacher-changed', artifact: output, before: stored.format, after: cacher?.format ?? 'none' }
}

/** Raises the producers that executing steps need and cannot load, and the dependents that those may change. */
const spread = (
  drafts: readonly Draft[],
  wiring: Wiring,
  facts: Facts,
  options: DecideOptions,
  inputRuns: InputRuns,
): void => {
  const pending = wiring.steps
    .filter(({ index }) => drafts[index]?.execution !== 'no')
    .map(({ index }) => index)
  const raise = (index: number, execution: Execution, reason: Reason): void => {
    const draft = drafts[index]
    if (draft === undefined || rank(draft.execution) >= rank(execution)) return
    draft.execution = execution
    draft.reason = reason
    pending.push(index)
  }
  while (pending.length > 0) {
    const step = wiring.steps[pending.pop() ?? -1]
    const draft = step && drafts[step.index]
    if (step === undefined || draft === undefined) continue
    for (const { producer } of step.inputs) {
      if (producer === undefined) continue
      const reason = whyProducerRuns(wiring, drafts, producer, step, facts, options)
      if (reason !== undefined) raise(producer.step, draft.execution, reason)
    }
    if (!draft.volatile && isCached(step)) {
      draft.volatile = true
      for (const dependent of wiring.topology.dependents(step.index)) {
        const inputs = wiring.steps[dependent]?.inputs.filter(({ producer }) => producer?.step === step.index)
        raise(dependent, 'maybe', inputRuns(inputs ?? []))
      }
    }
  }
}

const rank = (execution: Execution): number => ['no', 'maybe', 'yes'].indexOf(execution)

const whyProducerRuns = (
  wiring: Wiring,
  drafts: readonly Draft[],
  producer: { readonly step: number; readonly output: string },
  consumer: Step,
  facts: Facts,
  options: DecideOptions,
): Reason | undefined => {
  const step = wiring.steps[producer.step]
  const trace = drafts[producer.step]?.identity?.trace
  if (step === undefined || trace === undefined) return undefined
  if (!isCached(step)) return { type: 'needed', artifact: producer.output, by: consumer.id }
  return lostReason(step, trace, producer.output, facts.session, options)
}

const notNeeded: Reason = { type: 'not-needed' }

const toProspect = (
  step: Step,
  drafts: readonly Draft[],
  wiring: Wiring,
  options: DecideOptions,
): Prospect => {
  const draft = drafts[step.index]
  const identity = draft?.identity
  const forced = options.overwritten.has(step.index)
  if (draft?.reason !== undefined && draft.execution !== 'no')
    return { decision: draft.execution === 'yes' ? 'run' : 'maybe', reason: draft.reason, identity, forced }
  const trace = identity?.trace
  const isLoaded = wiring.topology
    .dependents(step.index)
    .some((dependent) => drafts[dependent]?.execution !== 'no')
  if (trace !== undefined && (isLoaded || isLeaf(step, wiring))) {
    const reason: Reason = { type: 'unchanged', executedAt: trace.startedAt, run: trace.run }
    return { decision: 'reuse', reason, identity, forced }
  }
  return { decision: 'skip', reason: notNeeded, identity, forced }
}
