import type { AnyStagewrightError, Place } from '../errors/index.ts'
import type { Subject } from '../graph/application.ts'
import { isCached, type Step } from '../plan/step.ts'
import type { Digest } from '../ports/trace.ts'
import { observe } from '../reads/observe.ts'
import { watchCircle } from '../scheduler/circle.ts'
import type { Work } from '../scheduler/work.ts'
import { enclosingStep, makeEnclosing } from '../scheduler/enclosing.ts'
import { execute, type ExecutionSetting } from './execute.ts'
import type { Hindsight } from './hindsight.ts'

/** Digits of each of the two digests that a claim's id is made of. */
const halfDigest = 32

/**
 * What the scheduler asks of a run.
 *
 * @param onFailed told of each step that failed
 */
export const makeWork = (
  plan: Omit<Work, 'claim' | 'watchCircle' | 'enclosing' | 'execute' | 'tell' | 'session'>,
  setting: ExecutionSetting & { readonly hindsight: Hindsight; readonly store: string },
  onFailed: (error: AnyStagewrightError) => void,
): Work => {
  const { session, emitter, hindsight, store } = setting
  const enclosing = enclosingStep()
  const { digest } = plan.facts
  const wholeOf = makeWholes(digest)
  /** What two processes that would do the same agree on before it is known what the function reads. */
  const claimOf = ({ subjects }: Step, base: Digest): Digest => {
    const [first] = subjects
    const isAlone = subjects.length === 1 && first !== undefined
    const whole = isAlone ? wholeOf(first) : digest(subjects.map(wholeOf).join(''))
    return `${base.slice(0, halfDigest)}${whole.slice(0, halfDigest)}`
  }
  return {
    ...plan,
    claim: (step, base) => (isCached(step) ? session.claim(claimOf(step, base)) : undefined),
    session,
    watchCircle: (step, base, held) =>
      watchCircle(
        { claim: claimOf(step, base), step: step.id },
        store,
        placeOf(step),
        enclosing,
        held.holder,
      ),
    enclosing: (step, base, tell) => {
      if (step.code.mayRun === false) return undefined
      const own = { step: step.id, store, claim: claimOf(step, base) }
      return makeEnclosing(own, enclosing, tell && ((waits) => tell({ waits })))
    },
    execute: execute.bind(undefined, setting),
    tell: {
      reused: (step, trace, traceOf) => emitter.reused(step, traceOf, hindsight.settled(step, trace)),
      lacking: hindsight.called,
      blocked: emitter.blocked,
      lost: (step, artifact, problem) => {
        hindsight.lost(step, artifact, problem)
        emitter.lost(step, artifact, problem)
      },
      retried: emitter.retried,
      waiting: emitter.waiting,
      failed: (step, error) => {
        onFailed(error)
        emitter.failed(step, error)
      },
    },
  }
}

const placeOf = ({ application: { definition, subject } }: Step): Place => ({
  stage: definition.name,
  record: subject.name,
})

/** A digest of all of a record's parameters, made once for all its steps. */
const makeWholes = (digest: (text: string) => Digest): ((subject: Subject) => Digest) => {
  const known = new WeakMap<Subject, Digest>()
  return (one) => {
    // The records of items have the parameters of the one that they are made of.
    const subject = one.of ?? one
    const before = known.get(subject)
    if (before !== undefined) return before
    const whole = digest(observe(subject, [], 'value'))
    known.set(subject, whole)
    return whole
  }
}
