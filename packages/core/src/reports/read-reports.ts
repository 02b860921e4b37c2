import type { StoreSession } from '../ports/store.ts'
import type { TraceHead } from '../ports/trace.ts'
import type { Report } from '../types/reportable.ts'
import { parseReports } from './report-json.ts'

/**
 * What an execution reported, in the order in which it did.
 *
 * @throws ArtifactLostError when it is gone from the store
 */
export const readReports = async (
  session: Pick<StoreSession, 'read'>,
  { reports }: Pick<TraceHead, 'reports'>,
): Promise<readonly Report[]> => (reports === undefined ? [] : parseReports(await session.read(reports)))
