import {
  ArtifactLostError,
  InvalidArgumentError,
  SkippedOutputError,
  type AnyStagewrightError,
  UnknownArtifactError,
} from '../errors/index.ts'
import { makerOf, makersOf } from '../graph/artifacts.ts'
import { stateOf } from '../graph/record.ts'
import { once } from '../plan/once.ts'
import type { Plan } from '../plan/plan.ts'
import type { PlanStep } from '../plan/plan-data.ts'
import type { Wiring } from '../plan/step.ts'
import { outputOf } from '../ports/output-of.ts'
import type { StoreSession } from '../ports/store.ts'
import type { Digest, TraceHead } from '../ports/trace.ts'
import { readReports } from '../reports/read-reports.ts'
import type { ExperimentRecord } from '../types/experiment-record.ts'
import type { Loaded } from '../types/lazy-output.ts'
import type { Report } from '../types/reportable.ts'
import type { ArtifactName, CheckedName, ReadValue } from '../types/read-value.ts'
import { loadArtifact, pathOf } from './artifacts.ts'
import type { Outcome, RunWarning } from './events.ts'
import { type Formats, readerFor } from './formats.ts'
import type { Memory } from '../scheduler/memory.ts'
import type { EndingOf } from '../scheduler/states.ts'

/** A step of a plan that was carried out. */
export interface RunStep extends PlanStep {
  readonly outcome: Outcome
  /** When its function was called, in milliseconds since 1970; absent where it was not called. */
  readonly startedAt?: number
  /** How long its function and the saving of its outputs took, in milliseconds. */
  readonly durationMs?: number
  /** Why it failed. */
  readonly error?: AnyStagewrightError
  /** The id of the step that failed and kept this one from running; only of one that is blocked. */
  readonly blockedBy?: string
}

/** In the place of an artifact that the run did not make or keep. */
export interface SkippedOutput {
  readonly kind: 'skipped'
  readonly stage: string
  readonly record: string
  readonly artifact: string
}

/** What is known of an artifact, without loading it. */
export interface ArtifactInfo<Value = unknown> {
  readonly kind: 'artifact'
  readonly digest: Digest
  /** Bytes in the store; absent where the artifact is only in memory. */
  readonly size?: number
  /** The cacher's format. */
  readonly format?: string
  /** The beginning of the value as people read it. */
  readonly preview: string
  readonly metadata: ArtifactMetadata
  load(): Promise<Value>
  /** What the function that made it reported, in the order in which it did. Rejects with ArtifactLostError when that is gone. */
  reports(): Promise<readonly Report[]>
  /** A file or folder that holds it. Rejects where the store has no files. */
  file(): Promise<string>
}

/** How an artifact came about. */
export interface ArtifactMetadata {
  readonly stage: string
  /** The record it was made for, which may be another one with the same inputs and parameters. */
  readonly record: string
  readonly run: string
  readonly startedAt: number
  readonly durationMs: number
  /** The beginning of the record's parameters as people read them. */
  readonly params: string
  /** Stages whose outputs it was made of. */
  readonly inputs: readonly string[]
}

/** A run that ended. */
export interface RunResult {
  /** The run's id, as in traces. */
  readonly run: string
  readonly plan: Plan
  readonly steps: readonly RunStep[]
  readonly counts: Readonly<Record<Outcome, number>>
  /** The plan's, then those of the run itself. */
  readonly warnings: readonly RunWarning[]
  readonly durationMs: number
  /**
   * The value of a record's artifact.
   *
   * Rejects with SkippedOutputError where the run has none, ArtifactLostError where it is gone from the store, with
   * the step's own error where it failed, UnknownArtifactError for a name that the record does not have, and
   * InvalidArgumentError for a record of another run.
   */
  readonly value: ReadValue
  readonly artifact: ReadArtifact
}

/**
 * `result.artifact(record, name)`: what is known of the artifact, or that it was skipped.
 *
 * @throws UnknownArtifactError for a name that the record does not have, InvalidArgumentError for a record of another run
 */
export interface ReadArtifact {
  <State, Params, Name extends ArtifactName<State>>(
    record: ExperimentRecord<State, Params>,
    name: Name & CheckedName<State, Name>,
  ): ArtifactInfo<Name extends keyof State ? Loaded<State[Name]> : unknown> | SkippedOutput
}

/** Opens the store again. */
type Reopen = (mode: { readonly readOnly: boolean }) => Promise<StoreSession>

export interface ResultParts {
  readonly run: string
  readonly plan: Plan
  readonly wiring: Wiring
  readonly endingOf: EndingOf
  readonly stepsOf: () => readonly RunStep[]
  readonly counts: Readonly<Record<Outcome, number>>
  readonly warnings: readonly RunWarning[]
  readonly durationMs: number
  readonly memory: Memory
  readonly formats: Formats
  readonly reopen: Reopen
}

export const makeResult = (parts: ResultParts): RunResult => {
  const { run, plan, counts, warnings, durationMs } = parts
  const find = (record: unknown, name: string) => locate(parts, record, name)
  const load = async ({ step, trace, place, error }: Located): Promise<unknown> => {
    if (error !== undefined) throw error
    const artifact = outputOf(trace, place.artifact)
    const held = artifact && parts.memory.get(artifact.digest)
    if (held !== undefined) return held.value
    const stored = artifact?.stored
    const cacher = stored && readerFor(step, place.artifact, stored.format, parts.formats)
    if (stored === undefined || cacher === undefined) throw new SkippedOutputError(place)
    return read(parts.reopen, (session) =>
      loadArtifact(readingLater(session, parts.reopen), stored, cacher, place, parts.formats),
    )
  }
  const value = async (record: unknown, name: string): Promise<unknown> => load(find(record, name))
  const artifact = (record: unknown, name: string): ArtifactInfo | SkippedOutput => {
    const located = find(record, name)
    const { trace, place } = located
    const known = outputOf(trace, name)
    const held = known && parts.memory.get(known.digest)
    if (trace === undefined || known === undefined || (known.stored === undefined && held === undefined))
      return { kind: 'skipped', ...place }
    return {
      kind: 'artifact',
      digest: known.digest,
      ...(known.stored === undefined ? {} : { size: known.stored.size, format: known.stored.format }),
      preview: known.preview ?? '',
      metadata: metadataOf(place.stage, trace, parts.wiring, located.step.index),
      load: () => load(located),
      reports: () => read(parts.reopen, (session) => readReports(session, trace)),
      file: async () => {
        const { stored } = known
        if (stored === undefined) throw new SkippedOutputError(place)
        // A small artifact becomes a file of the store. A session that only reads would take its own away again.
        return withSession(
          () => parts.reopen({ readOnly: false }),
          (session) => pathOf(session, stored),
        )
      },
    }
  }
  const steps = once(parts.stepsOf)
  const result: RunResult = {
    run,
    plan,
    get steps() {
      return steps()
    },
    counts,
    warnings,
    durationMs,
    // The types of both follow the record's state, which names what its steps output.
    value: value as ReadValue,
    artifact: artifact as ReadArtifact,
  }
  // Node prints no more of a getter than that it is one.
  return Object.defineProperty(result, Symbol.for('nodejs.util.inspect.custom'), {
    value: () => ({ ...result }),
    enumerable: false,
  })
}

interface Located {
  readonly step: Wiring['steps'][number]
  readonly trace: TraceHead | undefined
  readonly error: AnyStagewrightError | undefined
  readonly place: { readonly stage: string; readonly record: string; readonly artifact: string }
}

const locate = ({ wiring, endingOf }: ResultParts, target: unknown, name: string): Located => {
  const { subject, artifacts } = stateOf(target, 'A result')
  const maker = makerOf(artifacts, name)
  if (maker === undefined)
    throw new UnknownArtifactError({ record: subject.name, artifact: name }, [...makersOf(artifacts).keys()])
  const { definition } = maker
  const place = { stage: definition.name, record: subject.name, artifact: name }
  const step = wiring.steps[wiring.stepOf.get(maker) ?? -1]
  if (step === undefined)
    throw new InvalidArgumentError(
      `Record '${subject.name}' is none of this run's: it was built anew, or was no target. Keep the record that you gave to run().`,
      place,
    )
  const { trace, error } = endingOf(step.index)
  return { step, trace, error, place }
}

const metadataOf = (stage: string, trace: TraceHead, wiring: Wiring, step: number): ArtifactMetadata => ({
  stage,
  record: trace.record,
  run: trace.run,
  startedAt: trace.startedAt,
  durationMs: trace.durationMs,
  params: trace.params,
  inputs: wiring.topology
    .producers(step)
    .flatMap((producer) => wiring.steps[producer]?.application.definition.name ?? []),
})

type Ask<Answer> = (session: StoreSession) => Promise<Answer>

/** Asks the store. What turns out to be damaged is put aside, so that the next run makes it anew. */
const read = async <Answer>(reopen: Reopen, ask: Ask<Answer>): Promise<Answer> => {
  try {
    return await withSession(() => reopen({ readOnly: true }), ask)
  } catch (error) {
    if (!(error instanceof ArtifactLostError) || error.problem !== 'corrupt') throw error
    return await withSession(() => reopen({ readOnly: false }), ask).catch(() => {
      throw error
    })
  }
}

/** What streams and lists are read from when the session is closed: each time the store is opened anew. */
const readingLater = (session: StoreSession, reopen: Reopen): StoreSession => ({
  ...session,
  read: (artifact) => read(reopen, (own) => own.read(artifact)),
  stream: async function* (artifact) {
    const own = await reopen({ readOnly: true })
    try {
      yield* own.stream(artifact)
    } finally {
      await own.close()
    }
  },
})

const withSession = async <Answer>(open: () => Promise<StoreSession>, ask: Ask<Answer>): Promise<Answer> => {
  const session = await open()
  try {
    return await ask(session)
  } finally {
    await session.close()
  }
}
