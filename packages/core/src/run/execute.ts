import type { CallOutput, CallResult, Channel, Executor } from '../ports/executor.ts'
import { outputOf } from '../ports/output-of.ts'
import type { ArtifactTrace, Digest, Read, Trace } from '../ports/trace.ts'
import { derivedDigest, keyOf } from '../plan/key.ts'
import type { Step } from '../plan/step.ts'
import type { Executed, Order } from '../scheduler/work.ts'
import { blame } from './blame.ts'
import type { Commits } from './commits.ts'
import type { Emitter } from './emitter.ts'
import { enclosingStep } from '../scheduler/enclosing.ts'
import type { Hindsight } from './hindsight.ts'
import { previewOfParams } from './preview.ts'
import { verifyRoundTrip } from './round-trip.ts'
import { StepCall, type StepCallSetting } from './step-call.ts'
import { GatherCall } from './gather-call.ts'
import { limitOf, type TimeLimit } from './time-limit.ts'
import type { Values } from './values.ts'

/** What an execution needs from the run that it belongs to. */
export interface ExecutionSetting extends StepCallSetting {
  readonly experiment: string | undefined
  readonly executor: Executor
  readonly signal: AbortSignal
  readonly commits: Commits
  readonly emitter: Emitter
  readonly hindsight: Pick<Hindsight, 'called' | 'past' | 'executed' | 'failed'>
}

/**
 * Makes one attempt at a step: has its function called, wherever the executor does that, and commits the trace of what
 * came of it. Nothing is visible before that.
 *
 * @throws StageExecutionError with what the function threw as its cause, InputSignatureError where it read an input that
 *   it did not declare, OutputSignatureError, ReportError, CacherError, RoundTripError, ArtifactLostError
 */
export const execute = async (setting: ExecutionSetting, order: Order): Promise<Executed> => {
  const { step } = order
  const lookedUp = setting.session.answered(() => setting.hindsight.called(step, order.identity))
  if (lookedUp instanceof Promise) await lookedUp
  const limit = limitOf(step, setting.signal)
  const { kind } = step.application.definition
  const isGathering = kind === 'gather' || kind === 'expand'
  const call = isGathering ? new GatherCall(order, setting) : new StepCall(order, setting)
  try {
    const calling = setting.executor.execute(call, channelOf(order, limit, setting))
    const result = await (limit === undefined ? calling : limit.within(calling))
    return await keep(call, result, order, setting)
  } catch (error) {
    const told = setting.session.answered(() => setting.hindsight.failed(step, order.inputTraces))
    if (told instanceof Promise) await told
    await call.giveUp()
    throw blame(step, error, order.attempt)
  }
}

/** Has what a call made appear in the store. */
const keep = async (
  call: StepCall,
  result: CallResult,
  order: Order,
  setting: ExecutionSetting,
): Promise<Executed> => {
  const { step } = order
  const { emitter, session, values } = setting
  const { definition } = step.application
  const lookedUp = session.answered(() => {
    const { trace, differing } = traceOf(result, order, setting)
    return { trace, differing, before: setting.hindsight.past(step) }
  })
  const { trace, differing, before } = lookedUp instanceof Promise ? await lookedUp : lookedUp
  if (differing.length > 0) emitter.notDeterministic(step, differing)
  const saved = session.saving(order.identity, trace, call.commit(trace))
  const full = setting.commits.add(saved)
  if (full !== undefined) await full
  const kept = keptValues(result, step, values)
  // What will be loaded again must be there before anybody can ask for it.
  if (kept.size < definition.outputs.length || setting.roundTrip === 'verify') await saved
  if (setting.roundTrip === 'verify') await verifyRoundTrip(step, trace, result.values, values)
  emitter.finished(step, trace, setting.hindsight.executed(step, before, trace))
  return { trace, values: kept, saved }
}

const channelOf = (
  { step, attempt, onReads }: Order,
  limit: TimeLimit | undefined,
  { emitter, signal }: ExecutionSetting,
): Channel => {
  const { log, progress, report } = emitter.voiceOf(step)
  const own = enclosingStep()
  return {
    signal: limit?.signal ?? signal,
    started: () => {
      limit?.start()
      emitter.started(step, attempt)
    },
    returned: (time) => emitter.returned(step, time),
    log,
    progress,
    report,
    reads: onReads,
    warn: (warning) => emitter.warnOf(step, warning),
    ...(own !== undefined && { waits: own.waits.bind(undefined, own) }),
  }
}

const traceOf = (
  { outputs: saved, reads, startedAt, durationMs, reports, memoryBytes }: CallResult,
  { step, identity, inputTraces, forced }: Order,
  setting: ExecutionSetting,
): { readonly trace: Trace; readonly differing: readonly string[] } => {
  const { definition, subject } = step.application
  const { digest } = setting.fingerprinter
  const key = keyOf(identity.base, reads.map(targetOf), (_, index) => reads[index]?.saw ?? '', digest)
  const { outputs, differing } = digestAll(key, saved, forced, setting)
  const trace: Writable<Trace> = {
    key,
    base: identity.base,
    stage: definition.name,
    record: subject.name,
    code: step.codeDigest,
    parts: step.code.parts,
    inputs: inputTraces,
    reads,
    outputs,
    params: previewOfParams(subject.params),
    run: setting.run,
    step: step.id,
    startedAt,
    durationMs,
    order: Number.POSITIVE_INFINITY,
  }
  if (setting.experiment !== undefined) trace.experiment = setting.experiment
  if (step.position !== undefined) trace.position = step.position
  if (step.application.definition.kind === 'aggregate') trace.records = step.application.members.length
  if (reports !== undefined) trace.reports = reports
  if (memoryBytes !== undefined) trace.memoryBytes = memoryBytes
  return { trace, differing }
}

/** Values that may stay in memory: not those that an own copy must be loaded of. */
const keptValues = (
  { values, reloaded }: CallResult,
  step: Step,
  { keeps }: Values,
): ReadonlyMap<string, unknown> => {
  const names = step.application.definition.outputNames
  const mayStay = (name: string): boolean => values.has(name) && !reloaded.includes(name) && keeps(step, name)
  return names.every(mayStay)
    ? values
    : new Map(names.filter(mayStay).map((name) => [name, values.get(name)]))
}

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

const targetOf = ({ target }: Read): Read['target'] => target

/**
 * Each output's identity. Without an earlier execution of the same key it is the checksum of the saved bytes, or
 * derived from the key where nothing is saved. With one it stays as it was, unless the bytes say otherwise or the step
 * was forced and there are no bytes to compare.
 */
const digestAll = (
  key: Digest,
  saved: readonly CallOutput[],
  forced: boolean,
  setting: ExecutionSetting,
): { readonly outputs: readonly ArtifactTrace[]; readonly differing: readonly string[] } => {
  const earlier = setting.session.head(key)
  const differing: string[] = []
  const outputs = saved.map(({ name, stored, preview: shown, digest: own }): ArtifactTrace => {
    const before = outputOf(earlier, name)
    if (stored === undefined) {
      const nonce = forced ? setting.run : ''
      const kept = forced ? undefined : before?.digest
      return {
        name,
        digest: kept ?? derivedDigest(key, name, setting.fingerprinter.digest, nonce),
        preview: shown,
      }
    }
    const comparable = before?.stored?.format === stored.format
    const isAsBefore =
      own === undefined ? before?.stored?.checksum === stored.checksum : before?.digest === own
    const same = comparable ? isAsBefore : before !== undefined && !forced
    if (comparable && !same && !forced) differing.push(name)
    return {
      name,
      digest: same && before !== undefined ? before.digest : (own ?? stored.checksum),
      preview: shown,
      stored,
    }
  })
  return { outputs, differing }
}
