import type { Executor } from '../ports/executor.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import type { Draft } from '../ports/store.ts'
import type { ArtifactTrace, Digest, Read, StoredArtifact, Trace } from '../ports/trace.ts'
import { makeRecorder, type Recorder } from '../reads/recorder.ts'
import { noteEscapes } from '../reads/view.ts'
import type { Identity } from '../plan/identify.ts'
import { makeReportNotes, type ReportNotes } from '../reports/notes.ts'
import { reportsBytes, reportsFormat } from '../reports/report-json.ts'
import { derivedDigest, keyOf } from '../plan/key.ts'
import type { Step } from '../plan/step.ts'
import { saveArtifact } from './artifacts.ts'
import { callStage } from './call.ts'
import { makeContext, makeInputs, viewOf, type Voice } from './context.ts'
import type { FreshSession } from './fresh.ts'
import { outputsOf } from './outputs.ts'
import { preview } from './preview.ts'

/** What an execution needs from the run that it belongs to. */
export interface ExecutionSetting {
  readonly run: string
  readonly session: FreshSession
  readonly fingerprinter: Fingerprinter
  readonly executor: Executor
  readonly signal: AbortSignal
  /** Told after each new read, with all that was read so far. */
  readonly onReads: (reads: () => readonly Read[]) => void
  readonly onRetry: (attempt: number, cause: unknown) => void
  /** Told of a file that changed while the function ran. */
  readonly onFileChanged: (path: string) => void
  readonly voice: Voice
}

/** The inputs of a call: for an aggregate, one map for each record. */
export type InputValues = readonly ReadonlyMap<string, unknown>[]

export interface Execution {
  readonly trace: Trace
  readonly values: ReadonlyMap<string, unknown>
  /** Whether the values hold views of parameters, and are better loaded from the store. */
  readonly holdsViews: boolean
  /** Outputs whose bytes differ from those of an earlier execution of the same key. */
  readonly differing: readonly string[]
  /** Settles when trace and outputs are in the store. */
  readonly commit: () => Promise<Trace>
}

/** Calls the function, saves what it returned, and writes the trace of it all. Nothing is visible before `commit`. */
export const execute = async (
  step: Step,
  identity: Identity,
  forced: boolean,
  inputs: InputValues,
  setting: ExecutionSetting,
): Promise<Execution> => {
  const startedAt = Date.now()
  const started = performance.now()
  const place = { stage: step.application.definition.name, record: step.application.subject.name }
  let recorder: Recorder | undefined
  let notes: ReportNotes | undefined
  const returned = await callStage(
    step,
    setting.executor,
    setting.signal,
    (signal) => {
      const own: Recorder = makeRecorder(step.subjects, () => setting.onReads(own.reads))
      recorder = own
      notes = makeReportNotes(place, setting.fingerprinter.bytes)
      const context = makeContext(step, own, setting.fingerprinter, signal, setting.voice, notes)
      return argumentsOf(step, context, own, inputs)
    },
    setting.onRetry,
  )
  const values = outputsOf(step, returned)
  const holdsViews = noteEscapes(returned)
  const draft = setting.session.draft({ ...place, key: identity.base })
  try {
    const saved = await saveAll(step, values, draft)
    const reports = await saveReports(notes?.taken() ?? [], draft)
    const reads = checkedReads(recorder?.reads() ?? [], setting)
    recorder?.close()
    const targets = reads.map(({ target }) => target)
    const key = keyOf(
      identity.base,
      targets,
      (_, index) => reads[index]?.saw ?? '',
      setting.fingerprinter.digest,
    )
    const { outputs, differing } = digestAll(key, saved, forced, setting)
    const trace: Trace = {
      key,
      base: identity.base,
      ...place,
      code: step.codeDigest,
      parts: step.code.parts,
      inputs: identity.inputs,
      reads,
      outputs,
      ...reports,
      params: preview(step.application.subject.params),
      run: setting.run,
      startedAt,
      durationMs: performance.now() - started,
      order: Number.POSITIVE_INFINITY,
    }
    return { trace, values, holdsViews, differing, commit: () => draft.commit(trace) }
  } catch (error) {
    await draft.discard()
    throw error
  }
}

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
): Promise<readonly Saved[]> => {
  const place = { stage: step.application.definition.name, record: step.application.subject.name }
  const saved: Saved[] = []
  for (const { name, cacher } of step.application.definition.outputs) {
    const value = values.get(name)
    const stored = cacher === undefined ? undefined : await saveArtifact(draft, name, cacher, value, place)
    saved.push({ name, stored, preview: preview(value) })
  }
  return saved
}

const saveReports = async (
  reports: readonly string[],
  draft: Draft,
): Promise<{ readonly reports?: StoredArtifact }> =>
  reports.length === 0
    ? {}
    : {
        reports: await draft.write(
          { name: 'reports', format: reportsFormat, extension: 'json' },
          { via: 'bytes', bytes: reportsBytes(reports) },
        ),
      }

/** A file that changed while the function ran was seen in no one state: its read will never fit again. */
const checkedReads = (reads: readonly Read[], setting: ExecutionSetting): readonly Read[] =>
  reads.map((read) => {
    if (read.target.door !== 'file') return read
    const { signature, saw } = read
    const now = setting.fingerprinter.file(
      read.target.path,
      signature === undefined ? undefined : { digest: saw, signature },
    )
    if ((now?.digest ?? 'absent') === saw) return read
    setting.onFileChanged(read.target.path)
    return { target: read.target, saw: `changed while it was read, in run ${setting.run}` }
  })

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
  const earlier = setting.session.trace(key)
  const differing: string[] = []
  const outputs = saved.map(({ name, stored, preview: shown }): ArtifactTrace => {
    const before = earlier?.outputs.find((output) => output.name === name)
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
