import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { type RemoteObject, type StoredArtifact, isRemoteError } from '@stagewright/core'
import { hashTree, listTree } from '../artifacts/tree-hash.ts'
import { stagingFolder } from '../artifacts/staging.ts'
import { makeFolder } from '../layout.ts'
import type { StoreProblem, StoreReport } from '../recovery/verify-store.ts'
import { fullBundle, largestInBundle, parseBundle } from './bundle.ts'
import { artifactsBeginning, bundlesBeginning, digestIn, objectOf, treesBeginning } from './names.ts'
import { gather } from './place-artifact.ts'
import type { Shared } from './pull.ts'
import { holdsIn, namedBy, readContents, segmentOf } from './remote-contents.ts'
import { unpackArchive } from './tree-archive.ts'

/**
 * Proves every object of a remote. Damaged ones are removed, so that they are made or sent again; what they held is as if it
 * were not there.
 */
export const verifyRemoteObjects = async (shared: Shared, readOnly: boolean): Promise<StoreReport> => {
  const { remote, state } = shared
  const problems: StoreProblem[] = []
  const damaged: string[] = []
  const there = new Set<string>()
  let bytes = 0
  for (const beginning of [artifactsBeginning, treesBeginning, bundlesBeginning]) {
    for await (const object of remote.list(beginning)) {
      there.add(object.name)
      bytes += object.size
      if (await isWhole(shared, object)) continue
      damaged.push(object.name)
      problems.push({ what: `${object.name} is damaged.` })
    }
  }
  const contents = await readContents(shared)
  for (const name of contents.damaged) {
    damaged.push(name)
    problems.push({ what: `${name} is damaged: the executions that it told of are not known.` })
  }
  let executions = 0
  const lists = new Map<string, readonly StoredArtifact[]>()
  for (const name of contents.current.keys()) {
    for (const execution of (await segmentOf(shared, name))?.executions ?? []) {
      if (!holdsIn(contents, execution.trace)) continue
      executions++
      const { stage, record, key } = execution.trace
      const isThere = ({ checksum }: StoredArtifact): boolean =>
        [...(contents.places.get(checksum)?.values() ?? [])].some((place) =>
          there.has(objectOf(checksum, place)),
        )
      const missing = (await namedBy(shared, contents, execution, lists)).filter((one) => !isThere(one))
      if (missing.length > 0)
        problems.push({ what: `An artifact of '${stage}' for ${record} is missing.`, stage, record, key })
    }
  }
  if (!readOnly && damaged.length > 0) {
    await remote.remove(damaged)
    // This machine sends again what it holds.
    await state.write((to) => to.forgetAll())
  }
  return { executions, artifacts: there.size, bytes, problems }
}

const isWhole = async (shared: Shared, { name, size }: RemoteObject): Promise<boolean> => {
  try {
    if (name.startsWith(treesBeginning)) return await isTree(shared, name)
    if (name.startsWith(bundlesBeginning)) {
      const content = await gather(shared.remote.get(name), 2 * fullBundle + largestInBundle)
      return content !== undefined && parseBundle(content, digestIn(name)).size > 0
    }
    const hash = createHash('sha256')
    let seen = 0
    for await (const chunk of shared.remote.get(name)) {
      hash.update(chunk)
      seen += chunk.length
    }
    return seen === size && hash.digest('hex') === digestIn(name)
  } catch (thrown) {
    // Somebody has just removed it.
    if (isRemoteError(thrown) && thrown.problem === 'missing') return true
    throw thrown
  }
}

const isTree = async ({ remote, layout }: Shared, name: string): Promise<boolean> => {
  const folder = stagingFolder(layout)
  makeFolder(layout, layout.staging)
  try {
    if (!(await unpackArchive(folder, remote.get(name)))) return false
    return (await hashTree(folder, await listTree(folder))).checksum === digestIn(name)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
