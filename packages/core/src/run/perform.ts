import { isReloaded } from '../cachers/is-reloaded.ts'
import type { OutputDeclaration, Subject } from '../graph/application.ts'
import type { Facts } from '../plan/facts.ts'
import type { Step } from '../plan/step.ts'
import type { Executor } from '../ports/executor.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import type { Digest, TraceHead } from '../ports/trace.ts'
import { observe } from '../reads/observe.ts'
import type { Commits } from './commits.ts'
import type { Narrator } from './narrator.ts'
import { execute } from './execute.ts'
import type { FreshSession } from './fresh.ts'
import type { InputWatch } from './input-watch.ts'
import type { Values } from './values.ts'
import { verifyRoundTrip } from './round-trip.ts'
import type { Order, Performed } from './workshop.ts'

export interface PerformSetting {
  readonly run: string
  readonly facts: Facts
  readonly session: FreshSession
  readonly fingerprinter: Fingerprinter
  readonly executor: Executor
  readonly signal: AbortSignal
  readonly memoryInUse: (() => number) | undefined
  readonly values: Values
  readonly watch: InputWatch
  readonly commits: Commits
  readonly narrator: Narrator
  readonly roundTrip: 'trust' | 'verify'
}

/** A stage whose last call took less than this is taken to be over in a moment the next time, in milliseconds. */
const briefMs = 2
/** Digits of each of the two digests that a claim's id is made of. */
const halfDigest = 32

/** Carries out one step under a claim, so that processes that share a store do not do it twice. */
export const makePerform = (setting: PerformSetting): ((order: Order) => Promise<Performed>) => {
  const { session, facts, signal } = setting
  const wholeOf = makeWholes(facts.digest)
  const lastMs = new Map<string, number>()
  /** What two processes that would do the same agree on before it is known what the function reads. */
  const claimOf = ({ subjects }: Step, base: Digest): Digest => {
    const [first] = subjects
    const isAlone = subjects.length === 1 && first !== undefined
    const whole = isAlone ? wholeOf(first) : facts.digest(subjects.map(wholeOf).join(''))
    return `${base.slice(0, halfDigest)}${whole.slice(0, halfDigest)}`
  }

  return async (order) => {
    const { step, identity, forced } = order
    const stage = step.application.definition.name
    const brief = (lastMs.get(stage) ?? Number.POSITIVE_INFINITY) < briefMs
    const claim = await session.claim(claimOf(step, identity.base), { signal, brief })
    let saved: Promise<unknown> | undefined
    try {
      if (claim.waited && !forced && step.application.definition.outputs.length > 0) {
        const { trace: head } = order.identityNow()
        const trace = head && canUse(step, setting, head) ? session.trace(head.key) : undefined
        if (trace !== undefined) return { trace, values: new Map(), shared: true }
      }
      const performed = await carryOut(order, setting)
      saved = performed.saved
      lastMs.set(stage, performed.trace.durationMs)
      return performed
    } finally {
      if (saved === undefined) void claim.release()
      else void saved.then(claim.release, claim.release)
    }
  }
}

/** A digest of all of a record's parameters, made once for all its steps. */
const makeWholes = (digest: (text: string) => Digest): ((subject: Subject) => Digest) => {
  const known = new WeakMap<Subject, Digest>()
  return (subject) => {
    const before = known.get(subject)
    if (before !== undefined) return before
    const whole = digest(observe(subject, [], 'value'))
    known.set(subject, whole)
    return whole
  }
}

const canUse = (step: Step, setting: PerformSetting, trace: TraceHead): boolean =>
  step.application.definition.outputs.every(({ name }) => setting.values.has(step, name, trace))

const carryOut = async (
  order: Order,
  setting: PerformSetting,
): Promise<Performed & { saved: Promise<unknown> }> => {
  const { step } = order
  const { narrator, session, values } = setting
  const gathered = values.gather(step, order.traceOf)
  const shared = gathered instanceof Promise ? await gathered : gathered
  const { inputs, changed } = setting.watch(step, shared, order.traceOf)
  narrator.started(step)
  const execution = await execute(order, inputs, setting, () => {
    const names = changed()
    if (names.length > 0) narrator.inputChanged(step, names)
  })
  const { trace } = execution
  if (execution.differing.length > 0) narrator.notDeterministic(step, execution.differing)
  const saved = session.saving(order.identity, trace, execution.draft.commit(trace))
  const full = setting.commits.add(saved)
  if (full !== undefined) await full
  const { outputs } = step.application.definition
  const mayStay = ({ name, cacher }: OutputDeclaration): boolean => {
    const isLoaded =
      (execution.holdsViews && cacher !== undefined) || isReloaded(cacher, execution.values.get(name))
    return values.keeps(step, name) && !isLoaded
  }
  const kept = outputs.every(mayStay)
    ? execution.values
    : new Map(outputs.filter(mayStay).map(({ name }) => [name, execution.values.get(name)]))
  // What will be loaded again must be there before anybody can ask for it.
  if (kept.size < outputs.length || setting.roundTrip === 'verify') await saved
  if (setting.roundTrip === 'verify') await verifyRoundTrip(step, trace, execution.values, values)
  narrator.finished(step, trace)
  return { trace, values: kept, shared: false, saved }
}
