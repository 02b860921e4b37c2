import { identify } from '../plan/identify.ts'
import type { Facts } from '../plan/facts.ts'
import type { Step } from '../plan/step.ts'
import type { Executor } from '../ports/executor.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import { observe } from '../reads/observe.ts'
import { encode } from '../values/encode.ts'
import type { Commits } from './commits.ts'
import type { Narrator } from './narrator.ts'
import { execute } from './execute.ts'
import type { FreshSession } from './fresh.ts'
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
  readonly values: Values
  readonly commits: Commits
  readonly narrator: Narrator
  readonly roundTrip: 'trust' | 'verify'
}

/** Carries out one step under a claim, so that processes that share a store do not do it twice. */
export const makePerform =
  (setting: PerformSetting) =>
  async (order: Order): Promise<Performed> => {
    const { step, identity, forced } = order
    const { session, facts } = setting
    const claim = await session.claim(claimOf(step, identity.base, facts), setting.signal)
    let saved: Promise<unknown> = Promise.resolve()
    try {
      if (claim.waited && !forced && step.application.definition.outputs.length > 0) {
        const digestOf = (producer: number, output: string) =>
          order.traceOf(producer)?.outputs.find(({ name }) => name === output)?.digest
        const { trace } = identify(step, digestOf, facts)
        if (trace !== undefined && canUse(step, setting, trace))
          return { trace, values: new Map(), shared: true }
      }
      const performed = await carryOut(order, setting)
      saved = performed.saved
      return performed
    } finally {
      void saved.then(claim.release, claim.release)
    }
  }

const canUse = (step: Step, setting: PerformSetting, trace: Performed['trace']): boolean =>
  step.application.definition.outputs.every(({ name }) => setting.values.has(step, name, trace))

/** What two processes that would do the same agree on before it is known what the function reads. */
const claimOf = (step: Step, base: string, facts: Facts): string =>
  facts.digest(`${base}${encode(step.subjects.map((subject) => observe(subject, [], 'value')))}`)

const carryOut = async (
  order: Order,
  setting: PerformSetting,
): Promise<Performed & { saved: Promise<unknown> }> => {
  const { step, identity, forced } = order
  const { narrator, session, values } = setting
  const inputs = await values.gather(step, order.traceOf)
  const finished = narrator.started(step)
  const execution = await execute(step, identity, forced, inputs, {
    ...setting,
    onReads: order.onReads,
    onRetry: (attempt, cause) => narrator.retried(step, attempt, cause),
    onFileChanged: (path) => narrator.fileChanged(step, path),
    voice: narrator.voiceOf(step),
  })
  const { trace } = execution
  if (execution.differing.length > 0) narrator.notDeterministic(step, execution.differing)
  const saved = session.saving(trace, execution.commit())
  await setting.commits.add(saved)
  const { outputs } = step.application.definition
  const kept = outputs.filter(
    ({ name, cacher }) => values.keeps(step, name) && !(execution.holdsViews && cacher !== undefined),
  )
  // What will be loaded again must be there before anybody can ask for it.
  if (kept.length < outputs.length || setting.roundTrip === 'verify') await saved
  if (setting.roundTrip === 'verify') await verifyRoundTrip(step, trace, execution.values, values)
  finished(trace)
  return {
    trace,
    values: new Map(kept.map(({ name }) => [name, execution.values.get(name)])),
    shared: false,
    saved,
  }
}
