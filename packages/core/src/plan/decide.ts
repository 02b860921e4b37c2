import { digestOf } from '../ports/output-of.ts'
import type { Digest } from '../ports/trace.ts'
import type { LookUps } from '../store/look-ups.ts'
import { roundOf } from '../store/rounds.ts'
import { explainBesideInputs, explainCertainRun, explainRun } from './compare.ts'
import type { Facts } from './facts.ts'
import { type Identity, identify, inputsNow } from './identify.ts'
import type { DigestOf } from './key.ts'
import { firstLost, type Loading, lostReason } from './lost.ts'
import type { Reason } from './reason.ts'
import {
  artifactOf,
  isCached,
  isOpen,
  keyedBy,
  neededBy,
  type Step,
  type StepInput,
  type Wiring,
} from './step.ts'

export type Decision = 'run' | 'maybe' | 'reuse' | 'skip'

/** What is known of a step before anything runs. */
export interface Prospect {
  readonly decision: Decision
  /** Whether its digests may be others after this run. */
  readonly volatile: boolean
  readonly reason: Reason
  /** Absent while an input's digest is not known. */
  readonly identity: Identity | undefined
  /** Runs whatever its past says. */
  readonly forced: boolean
  /** The key of what the step stood on last; only of one that waits for inputs. */
  readonly stoodOn?: Digest | undefined
}

export interface DecideOptions extends Loading {
  readonly overwritten: ReadonlySet<number>
}

type Execution = 'no' | 'maybe' | 'yes'

/** A prospect in the making; one object, because there may be very many. */
interface Draft extends Prospect {
  decision: Decision
  /** Until all is known, that of a step which is skipped. */
  reason: Reason
  execution: Execution
  volatile: boolean
}

/**
 * A decision for each step. One pass from the roots finds what is known and what must run; a work list then raises what
 * those need and what those may change. A step is raised at most twice, so all of it is linear in steps and edges.
 */
export const decide = async (
  wiring: Wiring,
  facts: Facts,
  options: DecideOptions,
): Promise<readonly Prospect[]> => {
  const drafts: Draft[] = []
  const digests: DigestOf = (producer, output) => digestOf(drafts[producer]?.identity?.trace, output)
  const inputRuns = shareInputRuns()
  const assessed = inOrder(wiring, facts.session, (step) => {
    drafts[step.index] = assess(step, drafts, digests, wiring, facts, options, inputRuns)
  })
  if (assessed instanceof Promise) await assessed
  await spread(drafts, wiring, facts, options, inputRuns)
  const anyExecutes = drafts.some(({ execution }) => execution !== 'no')
  for (const step of wiring.steps) conclude(step, drafts, wiring, anyExecutes)
  return drafts
}

/**
 * Does something for each step after those that it depends on: one after another, and as soon as the store has to be waited
 * for level by level, so that one question is for all steps of a level.
 */
const inOrder = (wiring: Wiring, session: LookUps, act: (step: Step) => void): Promise<void> | undefined => {
  let done = 0
  try {
    for (const step of wiring.steps) {
      act(step)
      done++
    }
    return undefined
  } catch (thrown) {
    return inLevels(wiring, done, roundOf(thrown), (level) => session.each(level, act))
  }
}

/** @param done steps that nothing has to be done for any more */
const inLevels = async (
  { steps, topology }: Wiring,
  done: number,
  round: Promise<void>,
  act: (level: readonly Step[]) => unknown,
): Promise<void> => {
  const levelOf = new Uint32Array(steps.length)
  const levels: Step[][] = []
  for (const step of steps.slice(done)) {
    const producers = topology.producers(step.index).filter((producer) => producer >= done)
    const level = producers.reduce((most, producer) => Math.max(most, (levelOf[producer] ?? 0) + 1), 0)
    levelOf[step.index] = level
    ;(levels[level] ??= []).push(step)
  }
  await round
  for (const level of levels) await act(level)
}

const assess = (
  step: Step,
  drafts: readonly Draft[],
  digests: DigestOf,
  wiring: Wiring,
  facts: Facts,
  options: DecideOptions,
  inputRuns: InputRuns,
): Draft => {
  const isVolatile = ({ producer }: StepInput): boolean =>
    producer !== undefined && drafts[producer]?.volatile === true
  const waiting = keyedBy(step).filter(isVolatile)
  const identity = isOpen(step) || waiting.length > 0 ? undefined : identify(step, digests, facts)
  const forced = options.overwritten.has(step.index)
  const draft = (execution: Execution, reason: Reason, volatile: boolean): Draft => ({
    decision: 'skip',
    reason,
    identity,
    forced,
    execution,
    volatile,
  })
  const unfolds = (): Draft => draft('maybe', { type: 'unfolds', lists: listsBefore(step) }, true)
  if (isOpen(step) || (step.folded !== undefined && identity?.trace === undefined)) return unfolds()
  if (forced) return draft('yes', { type: 'overwrite' }, true)
  if (step.application.definition.outputs.length === 0) return draft('yes', { type: 'no-outputs' }, false)
  if (identity === undefined) {
    if (isLeaf(step, wiring) && !isCached(step)) return draft('yes', { type: 'not-cached' }, true)
    const certain = explainCertainRun(step, facts)
    if (certain !== undefined) return draft('yes', certain, true)
    const last = facts.past(step)
    const beside = explainBesideInputs(last, step, facts)
    const reason = beside === undefined ? inputRuns(waiting) : inputRunsBeside(waiting, beside)
    return { ...draft('maybe', reason, true), stoodOn: last?.key }
  }
  if (identity.trace === undefined)
    return draft('yes', explainRun(step, inputsNow(step, digests), facts), true)
  if (!isLeaf(step, wiring)) return draft('no', notNeeded, false)
  if (!isCached(step)) return draft('yes', { type: 'not-cached' }, false)
  const lost = firstLost(step, identity.trace, facts.session, options)
  return lost === undefined ? draft('no', notNeeded, false) : draft('yes', lost, true)
}

/** The lists that must be known before a step is. */
const listsBefore = ({ application, lists = [], inputs }: Step): readonly string[] => [
  ...new Set(
    application.unfolding === undefined
      ? inputs.flatMap(({ element }) => element?.list ?? [])
      : lists.map(({ name }) => name),
  ),
]

type Waiting = Extract<Reason, { readonly type: 'input-runs' }>

const inputRunsBeside = (inputs: readonly StepInput[], beside: NonNullable<Waiting['beside']>): Waiting => ({
  type: 'input-runs',
  inputs: [...new Set(inputs.map(({ name }) => name))],
  beside,
})

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

const isLeaf = (step: Step, wiring: Wiring): boolean => wiring.topology.isLeaf(step.index)

/** Raises the producers that executing steps need and cannot load, and the dependents that those may change. */
const spread = async (
  drafts: readonly Draft[],
  wiring: Wiring,
  facts: Facts,
  options: DecideOptions,
  inputRuns: InputRuns,
): Promise<void> => {
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
  const raiseProducers = (step: Step, { execution }: Draft): Promise<void> | undefined => {
    const inputs = neededBy(step)
    const needed = facts.session.answered(() =>
      facts.session.together(inputs, (input) =>
        input.producer === undefined
          ? undefined
          : (whyProducerRuns(wiring, drafts, input.producer, artifactOf(input), step, facts, options) ??
            whyListRuns(input, facts.session)),
      ),
    )
    const raiseAll = (reasons: readonly (Reason | undefined)[]): void => {
      for (const [at, reason] of reasons.entries())
        if (reason !== undefined) raise(inputs[at]?.producer ?? -1, execution, reason)
    }
    if (needed instanceof Promise) return needed.then(raiseAll)
    raiseAll(needed)
    return undefined
  }
  let waiting: Promise<void>[] = []
  while (pending.length > 0) {
    const step = wiring.steps[pending.pop() ?? -1]
    const draft = step && drafts[step.index]
    if (step !== undefined && draft !== undefined) {
      const raised = raiseProducers(step, draft)
      if (raised !== undefined) waiting.push(raised)
      if (!draft.volatile && isCached(step)) {
        draft.volatile = true
        for (const dependent of wiring.topology.dependents(step.index)) {
          const consumer = wiring.steps[dependent]
          const inputs = consumer && keyedBy(consumer).filter(({ producer }) => producer === step.index)
          raise(dependent, 'maybe', inputRuns(inputs ?? []))
        }
      }
    }
    // What they need is one question for all of them.
    if (pending.length === 0 && waiting.length > 0) {
      const all = waiting
      waiting = []
      await Promise.all(all)
    }
  }
}

const rank = (execution: Execution): number => ['no', 'maybe', 'yes'].indexOf(execution)

const whyProducerRuns = (
  wiring: Wiring,
  drafts: readonly Draft[],
  producer: number,
  output: string,
  consumer: Step,
  facts: Facts,
  options: DecideOptions,
): Reason | undefined => {
  const step = wiring.steps[producer]
  const trace = drafts[producer]?.identity?.trace
  if (step === undefined || trace === undefined) return undefined
  if (!isCached(step)) return { type: 'needed', artifact: output, by: consumer.id }
  return lostReason(step, trace, output, facts.session, options)
}

/** A list is made anew for the sake of an item that is gone. */
const whyListRuns = ({ element }: StepInput, session: LookUps): Reason | undefined =>
  element?.known === undefined || session.holds(element.known.item.stored)
    ? undefined
    : { type: 'artifact-missing', artifact: element.list }

const notNeeded: Reason = { type: 'not-needed' }

/** Once it is known what executes, so is the rest. */
const conclude = (step: Step, drafts: readonly Draft[], wiring: Wiring, anyExecutes: boolean): void => {
  const draft = drafts[step.index]
  if (draft === undefined) return
  if (draft.execution !== 'no') {
    draft.decision = draft.execution === 'yes' ? 'run' : 'maybe'
    return
  }
  const trace = draft.identity?.trace
  const isUsed = isLeaf(step, wiring) || (anyExecutes && isLoaded(step, drafts, wiring))
  if (trace === undefined || !isUsed) return
  draft.decision = 'reuse'
  draft.reason = { type: 'unchanged', executedAt: trace.startedAt, run: trace.run }
}

const isLoaded = (step: Step, drafts: readonly Draft[], wiring: Wiring): boolean =>
  wiring.topology.dependents(step.index).some((dependent) => drafts[dependent]?.execution !== 'no')
