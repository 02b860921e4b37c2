import type { Executor } from '../ports/executor.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import { outputOf } from '../ports/output-of.ts'
import type { Draft } from '../ports/store.ts'
import type { ArtifactTrace, Digest, Read, StoredArtifact, Trace } from '../ports/trace.ts'
import { makeRecorder, type Recorder } from '../reads/recorder.ts'
import { noteEscapes } from '../reads/view.ts'
import { makeReportNotes, type ReportNotes } from '../reports/notes.ts'
import { reportsBytes, reportsFormat } from '../reports/report-json.ts'
import { derivedDigest, keyOf } from '../plan/key.ts'
import type { Step } from '../plan/step.ts'
import { saveArtifact } from './artifacts.ts'
import { callStage } from './call.ts'
import { makeContext, makeInputs, viewOf } from './context.ts'
import type { FreshSession } from './fresh.ts'
import type { Narrator } from './narrator.ts'
import { outputsOf } from './outputs.ts'
import { preview, previewOfParams } from './preview.ts'
import type { InputValues } from './values.ts'
import type { Order } from './workshop.ts'

/** Executions that are shorter leave no mark in memory that could be told from others', in milliseconds. */
const worthMeasuringMs = 1

/** What an execution needs from the run that it belongs to. */
export interface ExecutionSetting {
  readonly run: string
  readonly session: FreshSession
  readonly fingerprinter: Fingerprinter
  readonly executor: Executor
  readonly signal: AbortSignal
  readonly memoryInUse: (() => number) | undefined
  readonly narrator: Pick<Narrator, 'retried' | 'fileChanged' | 'voiceOf'>
}

export interface Execution {
  readonly trace: Trace
  readonly values: ReadonlyMap<string, unknown>
  /** Whether the values hold views of parameters, and are better loaded from the store. */
  readonly holdsViews: boolean
  /** Outputs whose bytes differ from those of an earlier execution of the same key. */
  readonly differing: readonly string[]
  /** Holds the outputs, to be committed with the trace. */
  readonly draft: Draft
}

/**
 * Calls the function, saves what it returned, and writes the trace of it all. Nothing is visible before the draft is
 * committed.
 *
 * @param onReturned called when the function has returned or thrown, before anything is saved
 */
export const execute = async (
  { step, identity, inputTraces, forced, onReads }: Omit<Order, 'identityNow' | 'traceOf'>,
  inputs: InputValues,
  setting: ExecutionSetting,
  onReturned: () => void,
): Promise<Execution> => {
  const startedAt = Date.now()
  const started = performance.now()
  const { definition, subject } = step.application
  const place = { stage: definition.name, record: subject.name }
  const voice = setting.narrator.voiceOf(step)
  let recorder: Recorder | undefined
  let notes: ReportNotes | undefined
  const returned: unknown = await callStage(
    step,
    setting.executor,
    setting.signal,
    (signal) => {
      const own: Recorder = makeRecorder(step.subjects, () => onReads(own.reads))
      recorder = own
      let ownNotes: ReportNotes | undefined
      notes = undefined
      const context = makeContext(step, own, {
        fingerprinter: setting.fingerprinter,
        signal,
        voice,
        notes: () => {
          ownNotes ??= makeReportNotes(place, setting.fingerprinter.bytes)
          // An attempt that was given up may still report.
          if (recorder === own) notes = ownNotes
          return ownNotes
        },
      })
      return argumentsOf(step, context, own, inputs)
    },
    (attempt, cause) => setting.narrator.retried(step, attempt, cause),
  ).finally(onReturned)
  const values = outputsOf(step, returned)
  const holdsViews = noteEscapes(returned)
  const draft = setting.session.draft({ ...place, key: identity.base })
  try {
    const saved = await saveAll(step, values, draft, setting.signal)
    const reported = notes?.taken() ?? []
    const reports = reported.length === 0 ? undefined : await saveReports(reported, draft)
    const reads = checkedReads(step, recorder?.reads() ?? [], setting)
    recorder?.close()
    const { digest } = setting.fingerprinter
    const key = keyOf(identity.base, reads.map(targetOf), (_, index) => reads[index]?.saw ?? '', digest)
    const { outputs, differing } = digestAll(key, saved, forced, setting)
    const durationMs = performance.now() - started
    const memoryBytes = durationMs < worthMeasuringMs ? undefined : setting.memoryInUse?.()
    const trace: Writable<Trace> = {
      key,
      base: identity.base,
      stage: place.stage,
      record: place.record,
      code: step.codeDigest,
      parts: step.code.parts,
      inputs: inputTraces,
      reads,
      outputs,
      params: previewOfParams(subject.params),
      run: setting.run,
      startedAt,
      durationMs,
      order: Number.POSITIVE_INFINITY,
    }
    if (reports !== undefined) trace.reports = reports
    if (memoryBytes !== undefined) trace.memoryBytes = memoryBytes
    return { trace, values, holdsViews, differing, draft }
  } catch (error) {
    await draft.discard()
    throw error
  }
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
): Promise<readonly Saved[]> => {
  const { definition, subject } = step.application
  const saved: Saved[] = []
  for (const { name, cacher } of definition.outputs) {
    const value = values.get(name)
    const place = { stage: definition.name, record: subject.name, artifact: name }
    const stored = cacher === undefined ? undefined : await saveArtifact(draft, cacher, value, place, signal)
    saved.push({ name, stored, preview: preview(value) })
  }
  return saved
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
    const now = setting.fingerprinter.file(
      read.target.path,
      signature === undefined ? undefined : { digest: saw, signature },
    )
    if ((now?.digest ?? 'absent') === saw) return read
    setting.narrator.fileChanged(step, read.target.path)
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
