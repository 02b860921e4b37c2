import { ArtifactLostError, CacherError, RunAbortedError } from '../errors/index.ts'
import type { Prospect } from '../plan/decide.ts'
import type { Conversion } from '../plan/reason.ts'
import { declarationOf, placeOf, type Step, type Wiring } from '../plan/step.ts'
import { outputOf } from '../ports/output-of.ts'
import type { Digest, StoredArtifact, TraceHead } from '../ports/trace.ts'
import type { LookedUp } from '../store/look-ups.ts'
import { loadArtifact, saveArtifact } from './artifacts.ts'
import { type Formats, readerFor } from './formats.ts'
import { orAborted } from './abort.ts'
import type { Emitter } from './emitter.ts'

/** What the runner goes by once everything is saved in today's formats. */
export interface Converted {
  readonly prospects: readonly Prospect[]
  /** Locations of bytes that turned out to be of no use: what needs them is made anew. */
  readonly lost: ReadonlySet<string>
  /** Steps whose declared cacher cannot hold what they made, which running them would not change. */
  readonly refused: ReadonlyMap<number, CacherError>
}

/** What converting depends on beside the plan. */
export interface ConversionSetting {
  readonly session: LookedUp
  readonly formats: Formats
  readonly emitter: Emitter
  readonly signal: AbortSignal
  /** Whether other steps go on where a cacher cannot hold a value. */
  readonly keepGoing: boolean
  readonly experiment: string | undefined
}

/**
 * Loads what the plan announced by the cacher that reads it, and saves it by the one that is declared now. The artifact's
 * digest stays, so nothing that depends on it changes. Bytes that are damaged, or that no cacher can read, are lost.
 *
 * @throws CacherError where the declared cacher cannot hold the value, unless the run keeps going, and RunAbortedError as
 *   soon as the signal aborts
 */
export const convertFormats = async (
  wiring: Wiring,
  announced: readonly Prospect[],
  setting: ConversionSetting,
): Promise<Converted> => {
  const { emitter, signal } = setting
  const prospects = [...announced]
  const lost = new Set<string>()
  const refused = new Map<number, CacherError>()
  for (const step of wiring.steps) {
    const prospect = prospects[step.index]
    const { identity, reason } = prospect ?? {}
    if (prospect === undefined || identity?.trace === undefined || reason?.type !== 'unchanged') continue
    if (reason.conversions === undefined) continue
    const outcome = await convertOrRefuse(step, identity.trace.key, reason.conversions, setting)
    if (signal.aborted) throw new RunAbortedError([], signal.reason)
    // What the store cannot tell all of is used as it is.
    if (outcome === undefined) continue
    if (outcome instanceof CacherError) {
      refused.set(step.index, outcome)
      continue
    }
    if ('trace' in outcome) {
      prospects[step.index] = { ...prospect, identity: { ...identity, trace: outcome.trace } }
      continue
    }
    lost.add(outcome.stored.location)
    emitter.lost(step, outcome.artifact, outcome.problem)
    // A leaf is wanted for itself; of other steps' values it is found out when they are needed.
    const isLeaf = wiring.topology.isLeaf(step.index)
    if (isLeaf) prospects[step.index] = { ...prospect, decision: 'run' }
  }
  return { prospects, lost, refused }
}

interface Loss {
  readonly artifact: string
  readonly stored: StoredArtifact
  readonly problem: 'missing' | 'corrupt' | 'unreadable'
}

const convertOrRefuse = async (
  ...given: Parameters<typeof convert>
): Promise<Awaited<ReturnType<typeof convert>> | CacherError> => {
  const [, , , { keepGoing, signal }] = given
  try {
    return await convert(...given)
  } catch (error) {
    if (signal.aborted) return undefined
    if (keepGoing && error instanceof CacherError) return error
    throw error
  }
}

const convert = async (
  step: Step,
  key: Digest,
  conversions: readonly Conversion[],
  { session, formats, signal, experiment }: ConversionSetting,
): Promise<{ readonly trace: TraceHead } | Loss | undefined> => {
  const trace = await session.answered(() => session.trace(key))
  if (trace === undefined) return undefined
  const { definition, subject } = step.application
  const place = { stage: definition.name, record: subject.name }
  const draft = session.draft({ ...place, key: trace.base })
  const saved = new Map<string, StoredArtifact>()
  try {
    for (const { artifact } of conversions) {
      const stored = outputOf(trace, artifact)?.stored
      const reader = stored && readerFor(step, artifact, stored.format, formats)
      const cacher = declarationOf(step, artifact)?.cacher
      if (stored === undefined || reader === undefined || cacher === undefined) continue
      if (cacher.via === 'list') continue
      // An identical step, or another process, was first.
      if (stored.format === cacher.format) continue
      const loading = loadArtifact(session, stored, reader, { ...place, artifact })
      const loaded = await orAborted(loading, signal).then(
        (value) => ({ value }),
        (error: unknown) => ({ problem: problemOf(error) }),
      )
      if ('problem' in loaded) {
        await draft.discard()
        return { artifact, stored, problem: loaded.problem }
      }
      saved.set(artifact, await saveArtifact(draft, cacher, loaded.value, { ...place, artifact }, signal))
    }
    if (saved.size === 0) {
      await draft.discard()
      return { trace }
    }
    const outputs = trace.outputs.map((output) => {
      const stored = saved.get(output.name)
      return stored === undefined ? output : { ...output, stored }
    })
    // It stands in the place of the step that it was found for.
    const { experiment: _, step: __, position: ___, ...execution } = trace
    const { record: ____, ...own } = placeOf(step, experiment)
    return { trace: await draft.commit({ ...execution, ...own, outputs }) }
  } catch (error) {
    await draft.discard()
    throw error
  }
}

/** @throws what is neither the bytes' fault nor the reader's */
const problemOf = (error: unknown): Loss['problem'] => {
  if (error instanceof ArtifactLostError) return error.problem
  if (error instanceof CacherError) return 'unreadable'
  throw error
}
