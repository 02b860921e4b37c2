import { isReloaded } from '../cachers/is-reloaded.ts'
import { InputSignatureError, type Place, ReportError, StageExecutionError } from '../errors/index.ts'
import type { Definition, Subject } from '../graph/application.ts'
import type { Channel, CallResult } from '../ports/executor.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import type { Draft } from '../ports/store.ts'
import type { Read } from '../ports/trace.ts'
import { makeRecorder, type Recorder } from '../reads/recorder.ts'
import { sightOfFile } from '../reads/sight-of-file.ts'
import { noteEscapes } from '../reads/view.ts'
import { makeReportNotes, type ReportNotes } from '../reports/notes.ts'
import { makeContext, makeInputs, viewOf } from './context.ts'
import type { Watched } from './input-watch.ts'
import { combine } from '../lists/combine.ts'
import { isThenable } from './is-thenable.ts'
import { outputsOf } from './outputs.ts'
import { type KnownItems, saveOutputs, saveReports } from './save-outputs.ts'
import { makeStopwatch } from './stopwatch.ts'
import type { InputValues } from './values.ts'

/** Executions that are shorter leave no mark in memory that could be told from others', in milliseconds. */
const worthMeasuringMs = 1

/** What surrounds all calls of a run in the thread where they are carried out. */
export interface CallSetting {
  /** The run's id. */
  readonly run: string
  readonly fingerprinter: Fingerprinter
  /** Bytes that the process holds. */
  readonly memoryInUse: (() => number) | undefined
}

/**
 * A call of a stage's function in this thread, be it that of the run or another one. A class, because there may be very
 * many, and each method would be a closure.
 */
export abstract class FunctionCall {
  protected abstract readonly definition: Definition
  /** The record, then an aggregate's members. */
  protected abstract readonly subjects: readonly Subject[]
  protected abstract readonly setting: CallSetting
  /** Takes what is saved. */
  protected abstract readonly writer: Pick<Draft, 'write'>
  /** Finds items that a list of an output had before. */
  protected abstract knownItems(output: string): Promise<KnownItems>
  /** Loads the inputs. */
  protected abstract inputs(): Watched | Promise<Watched>

  /**
   * Calls the function, and saves what it returned.
   *
   * @throws StageExecutionError with what the function threw, and this library's own errors for outputs that are not
   *   what the stage declares or cannot be saved
   */
  async here(channel: Channel): Promise<CallResult> {
    const { definition, subjects, setting } = this
    const { fingerprinter } = setting
    const gathered = this.inputs()
    const { inputs, changed } = gathered instanceof Promise ? await gathered : gathered
    const [subject] = subjects
    if (subject === undefined) throw new RangeError('A call has no record.')
    const place = { stage: definition.name, record: subject.name }
    channel.started()
    const recorder: Recorder = makeRecorder(subjects, () => channel.reads(recorder.reads))
    let notes: ReportNotes | undefined
    const context = makeContext(subject, recorder, {
      fingerprinter,
      channel,
      notes: () => (notes ??= makeReportNotes(place, fingerprinter.bytes)),
    })
    const isFold = definition.kind === 'fold'
    const args = isFold ? [definition, inputs] : argumentsOf(definition, subjects, context, recorder, inputs)
    // The arguments are those of the function's kind.
    const fn = (isFold ? combine : definition.fn) as (...given: readonly unknown[]) => unknown
    const stopwatch = makeStopwatch()
    let returned: unknown
    try {
      const result = fn(...args)
      if (!isThenable(result)) stopwatch.stop()
      returned = await result
    } catch (error) {
      throw blame(place, error)
    } finally {
      stopwatch.stop()
      channel.returned({ startedAt: stopwatch.startedAt, durationMs: stopwatch.ms() })
      const names = changed()
      if (names.length > 0) channel.warn({ type: 'input-changed', inputs: names })
    }
    const values = outputsOf(definition, subject.name, returned)
    const holdsViews = noteEscapes(returned)
    const { writer } = this
    const { outputs, savingMs } = await saveOutputs(definition, subject.name, values, {
      draft: writer,
      digest: fingerprinter.digest,
      signal: channel.signal,
      knownItems: (output) => this.knownItems(output),
    })
    const reported = notes?.taken() ?? none
    const reports = reported.length === 0 ? undefined : await saveReports(reported, writer)
    const reads = checkedReads(recorder.reads(), setting, channel)
    recorder.close()
    const durationMs = stopwatch.ms() + savingMs
    const memoryBytes = durationMs < worthMeasuringMs ? undefined : setting.memoryInUse?.()
    const executed: Writable<CallResult> = {
      outputs,
      values,
      reloaded: reloadedOf(definition, values, holdsViews),
      reads,
      startedAt: stopwatch.startedAt,
      durationMs,
    }
    if (reports !== undefined) executed.reports = reports
    if (memoryBytes !== undefined) executed.memoryBytes = memoryBytes
    return executed
  }
}

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

const none: readonly string[] = []

const argumentsOf = (
  definition: Definition,
  [subject, ...members]: readonly Subject[],
  context: object,
  recorder: Recorder,
  inputs: InputValues,
): readonly unknown[] => {
  const record = subject?.name ?? ''
  if (definition.kind === 'stage') return [context, makeInputs(definition, record, inputs[0] ?? new Map())]
  const views = members.map((member, index) => viewOf(member, index + 1, recorder))
  const byName = definition.inputs.map((name): readonly [string, unknown] => {
    const entries = views.flatMap((view, index): [object, unknown][] => {
      const values = inputs[index]
      return values?.has(name) ? [[view, values.get(name)]] : []
    })
    return [name, new Map(entries)]
  })
  return [context, views, makeInputs(definition, record, new Map(byName))]
}

/** What the context itself throws into the function says all that is to be said. */
const blame = (place: Place, thrown: unknown): Error => {
  const isOwn = thrown instanceof InputSignatureError || thrown instanceof ReportError
  const isOfCall = isOwn && thrown.stage === place.stage && thrown.record === place.record
  return isOfCall ? thrown : new StageExecutionError(place, thrown, 1)
}

/** Another run, which loads them, must not see anything else: what holds views, and what a cacher gives back differently. */
const reloadedOf = (
  { outputs }: Definition,
  values: ReadonlyMap<string, unknown>,
  holdsViews: boolean,
): readonly string[] => {
  let reloaded: string[] | undefined
  for (const { name, cacher } of outputs)
    if (cacher !== undefined && (holdsViews || isReloaded(cacher, values.get(name))))
      (reloaded ??= []).push(name)
  return reloaded ?? none
}

/** A file that changed while the function ran was seen in no one state: its read will never fit again. */
const checkedReads = (
  reads: readonly Read[],
  { fingerprinter, run }: CallSetting,
  channel: Channel,
): readonly Read[] => {
  if (!reads.some(({ target }) => target.door === 'file')) return reads
  return reads.map((read) => {
    if (read.target.door !== 'file') return read
    const { signature, saw } = read
    const { path } = read.target
    const known = signature === undefined ? undefined : { digest: saw, signature }
    if (sightOfFile(fingerprinter, path, known) === saw) return read
    channel.warn({ type: 'file-changed', path })
    return { target: read.target, saw: `changed while it was read, in run ${run}` }
  })
}
