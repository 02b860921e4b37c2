import { changesBetween, changesSince, explainRun, nameIn } from '../plan/compare.ts'
import type { Prospect } from '../plan/decide.ts'
import type { Facts } from '../plan/facts.ts'
import type { Identity } from '../plan/identify.ts'
import { firstLost, type Loading } from '../plan/lost.ts'
import type { Reason } from '../plan/reason.ts'
import { isCached, type Step, type Wiring } from '../plan/step.ts'
import type { InputTrace, Trace, TraceHead } from '../ports/trace.ts'
import type { Ending } from '../scheduler/states.ts'
import type { Outcome } from './events.ts'

/** Why steps ended as they did. A plan can only say why they may. */
export interface Hindsight {
  /** The step is to execute, or what it stands on lacks something; to be asked again before it executes. */
  readonly called: (step: Step, identity: Identity) => void
  /** To be asked before the step executes: what it makes becomes its past. */
  readonly past: Facts['past']
  /** The step executed, with what it stood on before. */
  readonly executed: (step: Step, before: Trace | undefined, after: Trace) => Reason
  /** Its function threw, or an input was gone. */
  readonly failed: (step: Step, inputs: readonly InputTrace[]) => void
  /** The step settled on an execution that it did not carry out itself. */
  readonly settled: (step: Step, trace: TraceHead) => Reason
  readonly lost: (step: Step, artifact: string, problem: 'missing' | 'corrupt' | 'unreadable') => void
  /** `undefined` where it is what was planned. */
  readonly reasonOf: (
    index: number,
    outcomes: readonly Outcome[],
    ending: Pick<Ending, 'trace' | 'blockedBy'>,
  ) => Reason | undefined
}

/** What a step that did not execute can end with. */
const restful: ReadonlySet<Reason['type']> = new Set(['unchanged', 'inputs-same', 'shared', 'not-needed'])

/** What makes a step run whatever its past says. */
const forcing: ReadonlySet<Reason['type']> = new Set([
  'overwrite',
  'artifact-missing',
  'artifact-corrupt',
  'cacher-changed',
  'no-outputs',
  'not-cached',
])

export const makeHindsight = (
  run: string,
  { steps, topology }: Wiring,
  prospects: readonly Prospect[],
  facts: Facts,
  loading: Loading,
): Hindsight => {
  const reasons = new Map<number, Reason>()
  const losses = new Map<number, Reason>()
  const keep = (step: Step, reason: Reason): Reason => {
    reasons.set(step.index, reason)
    return reason
  }
  const planned = ({ index }: Step): Reason => prospects[index]?.reason ?? { type: 'not-needed' }

  /** Of a step that nothing has changed for: it declares other outputs, or somebody needs its value, which is not there. */
  const unforced = (step: Step, before: Trace): Reason => {
    if (declaresOthers(step, before)) return { type: 'outputs-changed' }
    const lost = losses.get(step.index)
    if (lost !== undefined) return lost
    const reason = planned(step)
    if (reason.type === 'needed') return reason
    return neededBy(step.index, topology.dependents(step.index)[0]) ?? { type: 'outputs-changed' }
  }
  const neededBy = (index: number, dependent: number | undefined): Reason | undefined => {
    const consumer = steps[dependent ?? -1]
    const input = consumer?.inputs.find(({ producer }) => producer === index)
    return consumer && input && { type: 'needed', artifact: input.name, by: consumer.id }
  }
  /** Of those that may have needed a step, one that called for it in the end. */
  const reallyNeeded = (index: number, reason: Reason, outcomes: readonly Outcome[]): Reason => {
    const callers = topology.dependents(index).filter((dependent) => hasTried(outcomes[dependent]))
    const isRight = reason.type !== 'needed' || callers.some((caller) => steps[caller]?.id === reason.by)
    return isRight ? reason : (neededBy(index, callers[0]) ?? reason)
  }

  return {
    past: facts.past,
    called: (step, { trace }) => {
      if (trace === undefined || !isCached(step) || losses.has(step.index)) return
      const lost = firstLost(step, trace, facts.session, loading)
      if (lost !== undefined) losses.set(step.index, lost)
    },
    executed: (step, before, after) => {
      const reason = planned(step)
      // It may have shared another one's before, whose value was not there any more.
      if (forcing.has(reason.type)) return keep(step, reason)
      // Of a record under a new name the plan knows it.
      if (before === undefined) return reason.type === 'changed' ? reason : keep(step, { type: 'first-run' })
      // What forced it to run is what the earlier execution would see otherwise; it may look elsewhere for that.
      const forced = changesSince(before, step, after.inputs, facts)
      const reads = changesBetween(before, after, nameIn(step)).filter(({ type }) => type === 'reads')
      const changes = [...forced, ...reads]
      return keep(step, changes.length > 0 ? { type: 'changed', changes } : unforced(step, before))
    },
    failed: (step, inputs) => {
      if (!open.has(planned(step).type)) return
      const reason = explainRun(step, inputs, facts)
      const before = facts.past(step)
      const isForced = reason.type !== 'outputs-changed' || before === undefined
      keep(step, isForced ? reason : unforced(step, before))
    },
    settled: (step, trace) => {
      const reason = planned(step)
      if (trace.run === run) return keep(step, { type: 'shared', record: trace.record, run })
      switch (reason.type) {
        case 'input-runs': {
          const { stoodOn, identity } = prospects[step.index] ?? {}
          const isSame = trace.key === (stoodOn ?? identity?.trace?.key)
          return keep(step, isSame ? { type: 'inputs-same', inputs: reason.inputs } : unchangedSince(trace))
        }
        case 'unfolds':
          return keep(step, unchangedSince(trace))
        case 'first-run':
        case 'changed':
          return keep(step, { type: 'shared', record: trace.record, run: trace.run })
        default:
          // What was missing may have been made by others meanwhile.
          return restful.has(reason.type) ? reason : keep(step, unchangedSince(trace))
      }
    },
    lost: ({ index }, artifact, problem) => {
      losses.set(index, {
        type: problem === 'missing' ? 'artifact-missing' : 'artifact-corrupt',
        artifact,
      })
    },
    reasonOf: (index, outcomes, { trace, blockedBy }) => {
      const outcome = outcomes[index]
      if (outcome === 'blocked') return { type: 'blocked', by: steps[blockedBy ?? -1]?.id ?? '' }
      const reason = reasons.get(index)
      const known = reason ?? prospects[index]?.reason ?? notNeeded
      const { type } = known
      if (type === 'needed' && outcome === 'ran') return reallyNeeded(index, known, outcomes)
      if ((outcome !== 'skipped' && outcome !== 'reused') || restful.has(type)) return reason
      // Nothing came of what was planned.
      return trace === undefined || (outcome === 'skipped' && !open.has(type))
        ? notNeeded
        : unchangedSince(trace)
    },
  }
}

/** What a plan says of steps that may run. */
const open: ReadonlySet<Reason['type']> = new Set(['input-runs', 'unfolds'])

const declaresOthers = ({ application }: Step, { outputs }: Trace): boolean => {
  const { outputNames } = application.definition
  return outputs.length !== outputNames.length || !outputs.every(({ name }) => outputNames.includes(name))
}

const hasTried = (outcome: Outcome | undefined): boolean => outcome === 'ran' || outcome === 'failed'

const notNeeded: Reason = { type: 'not-needed' }

const unchangedSince = ({ startedAt, run }: TraceHead): Reason => ({
  type: 'unchanged',
  executedAt: startedAt,
  run,
})
