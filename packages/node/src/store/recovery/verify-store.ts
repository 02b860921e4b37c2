import { ArtifactLostError, type Digest, type StoredArtifact } from '@stagewright/core'
import { proveFile } from '../artifacts/artifact-files.ts'
import { withItems } from '../artifacts/items-in.ts'
import type { Layout } from '../layout.ts'
import { parseLocation } from '../artifacts/location.ts'
import { withStore } from '../open-directory.ts'
import type { FileSession } from '../session.ts'

export interface StoreReport {
  readonly executions: number
  readonly artifacts: number
  readonly bytes: number
  readonly problems: readonly StoreProblem[]
}

export interface StoreProblem {
  /** A sentence. */
  readonly what: string
  readonly stage?: string
  readonly record?: string
  readonly artifact?: string
  readonly key?: Digest
}

/**
 * Proves every execution and every artifact of a store. Damaged artifacts are put aside, so that the next run makes
 * them anew.
 *
 * @throws StoreError for a folder that is not a store
 */
export const verifyStore = async (
  directory: string,
  { readOnly = false }: { readonly readOnly?: boolean } = {},
): Promise<StoreReport> => {
  const report = await withStore(directory, readOnly, (session, layout) => verify(session, layout, readOnly))
  return report ?? { executions: 0, artifacts: 0, bytes: 0, problems: [] }
}

const verify = async (session: FileSession, layout: Layout, readOnly: boolean): Promise<StoreReport> => {
  const problems: StoreProblem[] = session.index
    .damage()
    .map((what) => ({ what: `The index is damaged: ${what}` }))
  if (problems.length > 0 && !readOnly) await session.rebuild()
  const unreadable: number[] = []
  const proven = new Set<string>()
  let executions = 0
  let bytes = 0
  for (const { trace, id, superseded } of session.index.all()) {
    executions++
    if (trace === undefined) {
      unreadable.push(id)
      problems.push({ what: `Execution ${id} is damaged, and is as if it were not there.` })
      continue
    }
    const kept = trace.reports === undefined ? [] : [{ name: 'reports', stored: trace.reports }]
    for (const { name, stored } of await namedBy([...trace.outputs, ...kept], session)) {
      if (proven.has(stored.location)) continue
      proven.add(stored.location)
      bytes += stored.size
      const problem = await prove(session, layout, stored)
      // What was replaced may be gone: nobody asks for it any more.
      if (problem === undefined || (superseded && problem === 'missing')) continue
      const { stage, record, key } = trace
      const what = `The artifact '${name}' of '${stage}' for ${record} is ${problem === 'missing' ? 'missing' : 'damaged'}.`
      problems.push({ what, stage, record, artifact: name, key })
    }
  }
  if (!readOnly && unreadable.length > 0) {
    const sql = 'delete from executions where id in (select value from json_each(?))'
    await session.write((connection) => connection.run(sql, [JSON.stringify(unreadable)]))
  }
  return { executions, artifacts: proven.size, bytes, problems }
}

/** What an execution keeps, and the items of what are lists, under their list's name. */
const namedBy = async (
  outputs: readonly { readonly name: string; readonly stored?: StoredArtifact }[],
  session: Pick<FileSession, 'read'>,
): Promise<readonly { readonly name: string; readonly stored: StoredArtifact }[]> => {
  const all = outputs.map(async ({ name, stored }) =>
    stored === undefined ? [] : (await withItems(stored, session.read)).map((one) => ({ name, stored: one })),
  )
  return (await Promise.all(all)).flat()
}

const prove = async (
  session: FileSession,
  layout: Layout,
  artifact: StoredArtifact,
): Promise<'missing' | 'corrupt' | undefined> => {
  try {
    const location = parseLocation(artifact.location)
    if (location === undefined || location.kind === 'row') await session.read(artifact)
    else if ((await proveFile(layout, location, artifact)) !== 'whole') await session.path?.(artifact)
    return undefined
  } catch (thrown) {
    if (thrown instanceof ArtifactLostError) return thrown.problem
    throw thrown
  }
}
