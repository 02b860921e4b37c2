import { isReloaded } from '../cachers/is-reloaded.ts'
import { StageTimeoutError } from '../errors/index.ts'
import type { OutputDeclaration } from '../graph/application.ts'
import type { Executor } from '../ports/executor.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import { outputOf } from '../ports/output-of.ts'
import type { Draft } from '../ports/store.ts'
import type { ArtifactTrace, Digest, Read, StoredArtifact, Trace } from '../ports/trace.ts'
import { makeRecorder, type Recorder } from '../reads/recorder.ts'
import { sightOfFile } from '../reads/sight-of-file.ts'
import { noteEscapes } from '../reads/view.ts'
import { makeReportNotes, type ReportNotes } from '../reports/notes.ts'
import { reportsBytes, reportsFormat } from '../reports/report-json.ts'
import { derivedDigest, keyOf } from '../plan/key.ts'
import type { Step } from '../plan/step.ts'
import type { Executed, Order } from '../scheduler/work.ts'
import { saveArtifact } from './artifacts.ts'
import { blame } from './call.ts'
import type { Commits } from './commits.ts'
import { makeContext, makeInputs, viewOf } from './context.ts'
import type { FreshSession } from './fresh.ts'
import type { Emitter } from './emitter.ts'
import type { Hindsight } from './hindsight.ts'
import type { InputWatch } from './input-watch.ts'
import { outputsOf } from './outputs.ts'
import { preview, previewOfParams } from './preview.ts'
import { verifyRoundTrip } from './round-trip.ts'
import { makeStopwatch } from './stopwatch.ts'
import { limitOf, type TimeLimit } from './time-limit.ts'
import type { InputValues, Values } from './values.ts'

/** Executions that are shorter leave no mark in memory that could be told from others', in milliseconds. */
const worthMeasuringMs = 1

/** What an execution needs from the run that it belongs to. */
export interface ExecutionSetting {
  readonly run: string
  readonly experiment: string | undefined
  readonly session: FreshSession
  readonly fingerprinter: Fingerprinter
  readonly executor: Executor
  readonly signal: AbortSignal
  readonly memoryInUse: (() => number) | undefined
  readonly values: Values
  readonly watch: InputWatch
  readonly commits: Commits
  readonly emitter: Emitter
  readonly hindsight: Pick<Hindsight, 'past' | 'executed'>
  readonly roundTrip: 'trust' | 'verify'
}

/**
 * Makes one attempt at a step: gathers its inputs, calls the function, saves what it returned, and commits the trace of
 * it all. Nothing is visible before that.
 *
 * @throws StageExecutionError with what the function threw as its cause, InputSignatureError where it read an input that
 *   it did not declare, OutputSignatureError, ReportError, CacherError, RoundTripError, ArtifactLostError
 */
export const execute = async (setting: ExecutionSetting, order: Order): Promise<Executed> => {
  const { step } = order
  const { emitter, session, values } = setting
  const gathered = values.gather(step, order.traceOf)
  const shared = gathered instanceof Promise ? await gathered : gathered
  const { definition, subject } = step.application
  const draft = session.draft({ stage: definition.name, record: subject.name, key: order.identity.base })
  const limit = limitOf(step, setting.signal)
  emitter.started(step, order.attempt)
  let made: Made
  try {
    const making = callAndSave(order, shared, draft, limit, setting)
    made = await (limit === undefined ? making : limit.within(making))
  } catch (error) {
    await draft.discard()
    throw error instanceof StageTimeoutError ? blame(step, error, order.attempt) : error
  }
  const { trace } = made
  if (made.differing.length > 0) emitter.notDeterministic(step, made.differing)
  const before = setting.hindsight.past(step)
  const saved = session.saving(order.identity, trace, draft.commit(trace))
  const full = setting.commits.add(saved)
  if (full !== undefined) await full
  const kept = keptValues(made, step, values)
  // What will be loaded again must be there before anybody can ask for it.
  if (kept.size < definition.outputs.length || setting.roundTrip === 'verify') await saved
  if (setting.roundTrip === 'verify') await verifyRoundTrip(step, trace, made.values, values)
  emitter.finished(step, trace, setting.hindsight.executed(step, before, trace))
  return { trace, values: kept, saved }
}

/** What an attempt made, and has not committed. */
interface Made {
  readonly trace: Trace
  readonly values: ReadonlyMap<string, unknown>
  /** Whether the values hold views of parameters, and are better loaded from the store. */
  readonly holdsViews: boolean
  /** Outputs whose bytes differ from those of an earlier execution of the same key. */
  readonly differing: readonly string[]
}

const callAndSave = async (
  order: Order,
  shared: InputValues,
  draft: Draft,
  limit: TimeLimit | undefined,
  setting: ExecutionSetting,
): Promise<Made> => {
  const { step, identity, forced } = order
  const { name: stage, fn } = step.application.definition
  const place = { stage, record: step.application.subject.name }
  const signal = limit?.signal ?? setting.signal
  const { inputs, changed } = setting.watch(step, shared, order.traceOf)
  const recorder: Recorder = makeRecorder(step.subjects, () => order.onReads(recorder.reads))
  let notes: ReportNotes | undefined
  const context = makeContext(step, recorder, {
    fingerprinter: setting.fingerprinter,
    signal,
    voice: setting.emitter.voiceOf(step),
    notes: () => (notes ??= makeReportNotes(place, setting.fingerprinter.bytes)),
  })
  const args = argumentsOf(step, context, recorder, inputs)
  const stopwatch = makeStopwatch()
  let returned: unknown
  try {
    returned = await setting.executor.execute({ ...place, fn: stopwatch.timing(fn), args, signal })
  } catch (error) {
    throw blame(step, error, order.attempt)
  } finally {
    stopwatch.stop()
    setting.emitter.returned(step, { startedAt: stopwatch.startedAt, durationMs: stopwatch.ms() })
    const names = changed()
    if (names.length > 0) setting.emitter.inputChanged(step, names)
  }
  if (limit?.isOver() === true) signal.throwIfAborted()
  const values = outputsOf(step, returned)
  const holdsViews = noteEscapes(returned)
  const { saved, savingMs } = await saveAll(step, values, draft, signal)
  const reported = notes?.taken() ?? []
  const reports = reported.length === 0 ? undefined : await saveReports(reported, draft)
  const reads = checkedReads(step, recorder.reads(), setting)
  recorder.close()
  const { digest } = setting.fingerprinter
  const key = keyOf(identity.base, reads.map(targetOf), (_, index) => reads[index]?.saw ?? '', digest)
  const { outputs, differing } = digestAll(key, saved, forced, setting)
  const durationMs = stopwatch.ms() + savingMs
  const memoryBytes = durationMs < worthMeasuringMs ? undefined : setting.memoryInUse?.()
  const trace: Writable<Trace> = {
    key,
    base: identity.base,
    ...place,
    code: step.codeDigest,
    parts: step.code.parts,
    inputs: order.inputTraces,
    reads,
    outputs,
    params: previewOfParams(step.application.subject.params),
    run: setting.run,
    step: step.id,
    startedAt: stopwatch.startedAt,
    durationMs,
    order: Number.POSITIVE_INFINITY,
  }
  if (setting.experiment !== undefined) trace.experiment = setting.experiment
  if (step.position !== undefined) trace.position = step.position
  if (step.application.definition.kind === 'aggregate') trace.records = step.application.members.length
  if (reports !== undefined) trace.reports = reports
  if (memoryBytes !== undefined) trace.memoryBytes = memoryBytes
  return { trace, values, holdsViews, differing }
}

/** Values that may stay in memory: not those that an own copy must be loaded of. */
const keptValues = (
  { values, holdsViews }: Made,
  step: Step,
  { keeps }: Values,
): ReadonlyMap<string, unknown> => {
  const { outputs } = step.application.definition
  const mayStay = ({ name, cacher }: OutputDeclaration): boolean => {
    const isLoaded = (holdsViews && cacher !== undefined) || isReloaded(cacher, values.get(name))
    return keeps(step, name) && !isLoaded
  }
  return outputs.every(mayStay)
    ? values
    : new Map(outputs.filter(mayStay).map(({ name }) => [name, values.get(name)]))
}

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

const targetOf = ({ target }: Read): Read['target'] => target

const argumentsOf = (
  step: Step,
  context: object,
  recorder: Recorder,
  inputs: InputValues,
): readonly unknown[] => {
  if (step.application.definition.kind === 'stage') return [context, makeInputs(step, inputs[0] ?? new Map())]
  const views = step.application.members.map((member, index) => viewOf(member, index + 1, recorder))
  const byName = step.application.definition.inputs.map((name): readonly [string, unknown] => {
    const entries = views.flatMap((view, index): [object, unknown][] => {
      const values = inputs[index]
      return values?.has(name) ? [[view, values.get(name)]] : []
    })
    return [name, new Map(entries)]
  })
  return [context, views, makeInputs(step, new Map(byName))]
}

interface Saved {
  readonly name: string
  readonly stored: ArtifactTrace['stored']
  readonly preview: string
}

const saveAll = async (
  step: Step,
  values: ReadonlyMap<string, unknown>,
  draft: Draft,
  signal: AbortSignal,
): Promise<{ readonly saved: readonly Saved[]; readonly savingMs: number }> => {
  const { definition, subject } = step.application
  const saved: Saved[] = []
  let savingMs = 0
  for (const { name, cacher } of definition.outputs) {
    const value = values.get(name)
    const place = { stage: definition.name, record: subject.name, artifact: name }
    let stored: StoredArtifact | undefined
    if (cacher !== undefined) {
      const began = performance.now()
      const saving = saveArtifact(draft, cacher, value, place, signal)
      const tookAtOnce = performance.now() - began
      stored = await saving
      // A stream is made while it is saved; of bytes, what else the thread did meanwhile does not count.
      savingMs += cacher.via === 'bytes' ? tookAtOnce : performance.now() - began
    }
    saved.push({ name, stored, preview: preview(value) })
  }
  return { saved, savingMs }
}

const saveReports = (reports: readonly string[], draft: Draft): Promise<StoredArtifact> =>
  draft.write(
    { name: 'reports', format: reportsFormat, extension: 'json' },
    { via: 'bytes', bytes: reportsBytes(reports) },
  )

/** A file that changed while the function ran was seen in no one state: its read will never fit again. */
const checkedReads = (step: Step, reads: readonly Read[], setting: ExecutionSetting): readonly Read[] => {
  if (!reads.some(({ target }) => target.door === 'file')) return reads
  return reads.map((read) => {
    if (read.target.door !== 'file') return read
    const { signature, saw } = read
    const now = sightOfFile(
      setting.fingerprinter,
      read.target.path,
      signature === undefined ? undefined : { digest: saw, signature },
    )
    if (now === saw) return read
    setting.emitter.fileChanged(step, read.target.path)
    return { target: read.target, saw: `changed while it was read, in run ${setting.run}` }
  })
}

/**
 * Each output's identity. Without an earlier execution of the same key it is the checksum of the saved bytes, or
 * derived from the key where nothing is saved. With one it stays as it was, unless the bytes say otherwise or the step
 * was forced and there are no bytes to compare.
 */
const digestAll = (
  key: Digest,
  saved: readonly Saved[],
  forced: boolean,
  setting: ExecutionSetting,
): { readonly outputs: readonly ArtifactTrace[]; readonly differing: readonly string[] } => {
  const earlier = setting.session.head(key)
  const differing: string[] = []
  const outputs = saved.map(({ name, stored, preview: shown }): ArtifactTrace => {
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
    const same = comparable ? before.stored?.checksum === stored.checksum : before !== undefined && !forced
    if (comparable && !same && !forced) differing.push(name)
    return {
      name,
      digest: same && before !== undefined ? before.digest : stored.checksum,
      preview: shown,
      stored,
    }
  })
  return { outputs, differing }
}
