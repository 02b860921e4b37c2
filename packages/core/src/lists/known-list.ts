import type { KnownList } from '../graph/application.ts'
import { ArtifactLostError } from '../errors/index.ts'
import { outputOf } from '../ports/output-of.ts'
import type { StoreSession } from '../ports/store.ts'
import type { TraceHead } from '../ports/trace.ts'
import { readManifest } from './manifest.ts'

/**
 * The items of a list that an execution output.
 *
 * @throws ArtifactLostError where it is gone
 */
export const knownList = async (
  session: Pick<StoreSession, 'read'>,
  trace: TraceHead | undefined,
  name: string,
): Promise<KnownList> => {
  const stored = outputOf(trace, name)?.stored
  if (stored === undefined) throw new ArtifactLostError(name, 'missing')
  return { location: stored.location, items: readManifest(await session.read(stored)) }
}
