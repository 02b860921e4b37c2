import type { KnownArtifact, Unfolding } from '../graph/application.ts'
import { ArtifactLostError } from '../errors/index.ts'
import { cacherOf, type Step, type StepInput, storedOf, type Wiring } from '../plan/step.ts'
import type { TraceHead } from '../ports/trace.ts'
import { type ArtifactSource, loadArtifact } from '../run/artifacts.ts'
import { type Formats, readerOf } from '../run/formats.ts'
import { readManifest } from './manifest.ts'

/** What artifacts are read by that decide which steps there are. */
export interface Knowing {
  readonly session: ArtifactSource
  readonly formats: Formats
  readonly wiring: Pick<Wiring, 'steps'>
}

/**
 * The artifacts that decide which steps there are: items of lists, or values.
 *
 * @param traceOf the execution that an input is an output of
 * @throws ArtifactLostError where one is gone, CacherError where it cannot be loaded
 */
export const knownArtifacts = (
  { application: { unfolding }, lists = [] }: Step,
  traceOf: (input: StepInput) => TraceHead | undefined,
  knowing: Knowing,
): Promise<readonly KnownArtifact[]> =>
  Promise.all(lists.map((input) => knownArtifact(input, traceOf(input), unfolding, knowing)))

const knownArtifact = async (
  input: StepInput,
  trace: TraceHead | undefined,
  unfolding: Unfolding | undefined,
  { session, formats, wiring }: Knowing,
): Promise<KnownArtifact> => {
  const { name, producer } = input
  const stored = storedOf(input, trace)
  if (stored === undefined) throw new ArtifactLostError(name, 'missing')
  const { location } = stored
  if (unfolding?.takes !== 'values') return { location, items: readManifest(await session.read(stored)) }
  const maker = wiring.steps[producer ?? -1]
  const cacher = maker && readerOf(cacherOf(input, maker), stored.format, formats)
  if (cacher === undefined) throw new ArtifactLostError(name, 'missing')
  const place = { stage: unfolding.name, record: maker?.application.subject.name, artifact: name }
  return { location, items: [], value: await loadArtifact(session, stored, cacher, place, formats) }
}
