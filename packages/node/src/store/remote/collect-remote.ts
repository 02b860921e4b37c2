import type { Digest, RemoteObject, StoredArtifact } from '@stagewright/core'
import { sha256 } from '../../files/sha256.ts'
import {
  artifactsBeginning,
  bundlesBeginning,
  objectOf,
  packName,
  type RemotePlace,
  treesBeginning,
} from './names.ts'
import type { Shared } from './pull.ts'
import { holdsIn, namedBy, readContents, type RemoteContents, segmentOf } from './remote-contents.ts'
import type { RemoteGarbageOptions, RemoteGarbageReport } from './remote-garbage.ts'
import { segmentBytes, type SharedExecution } from './segment.ts'
import { bodyOfBytes } from './translate.ts'

const weekMs = 7 * 24 * 3600 * 1000
/** Larger ones are only written anew when something in them goes. In bytes. */
const fullPack = 4 << 20
const mostInPack = 5000

/**
 * Writes many small segments as few packs, and removes what nobody needs: executions that later ones replaced or that are
 * too old, and artifacts that no execution names. Others may write meanwhile: nothing is removed that was written lately,
 * and a pack is in a segment's stead for a week before the segment goes.
 */
export const collectRemote = async (
  shared: Shared,
  { olderThanMs, graceMs = weekMs, dryRun = false }: RemoteGarbageOptions = {},
): Promise<RemoteGarbageReport> => {
  const { remote } = shared
  // Listed before the index is read: what is named later was written later, or is seen in the index.
  const artifacts = await listAll(shared, [artifactsBeginning, treesBeginning, bundlesBeginning])
  const contents = await readContents(shared)
  const now = remote.now()
  const stays = (trace: SharedExecution['trace']): boolean =>
    holdsIn(contents, trace) &&
    (olderThanMs === undefined || now - (trace.startedAt + trace.durationMs) <= olderThanMs)
  const isPast = ({ writtenAt }: RemoteObject): boolean => now - writtenAt > graceMs

  const needed = new Set<Digest>()
  const lists = new Map<Digest, readonly StoredArtifact[]>()
  const dropping = new Map<string, number>()
  let kept = 0
  let dropped = 0
  for (const name of contents.current.keys()) {
    const segment = await segmentOf(shared, name)
    for (const execution of segment?.executions ?? []) {
      if (!stays(execution.trace)) {
        dropping.set(name, (dropping.get(name) ?? 0) + 1)
        dropped++
        continue
      }
      kept++
      for (const { checksum } of await namedBy(shared, contents, execution, lists)) needed.add(checksum)
    }
  }
  const groups = groupsOf(contents, dropping)
  if (!dryRun) for (const group of groups) await pack(shared, contents, group, stays, needed)

  const replaced = [...contents.members].flatMap(([name, members]) => {
    const object = contents.objects.get(name)
    return object !== undefined && isPast(object) ? members : []
  })
  const living = new Set(
    [...needed].flatMap((checksum) =>
      [...(contents.places.get(checksum)?.values() ?? [])].map((place) => objectOf(checksum, place)),
    ),
  )
  const doomed = [
    ...new Set(replaced.flatMap((name) => contents.objects.get(name) ?? [])),
    ...artifacts.filter((object) => !living.has(object.name) && isPast(object)),
  ]
  if (!dryRun) await remote.remove(doomed.map(({ name }) => name))
  const all = [...contents.objects.values(), ...artifacts]
  const bytesRemoved = sizeOf(doomed)
  const grouped = groups.reduce((sum, group) => sum + group.length, 0)
  return {
    kept,
    dropped,
    segments: contents.objects.size,
    packs: contents.current.size - grouped + groups.length,
    removed: doomed.length,
    bytesRemoved,
    bytesKept: sizeOf(all) - bytesRemoved,
  }
}

const sizeOf = (objects: readonly RemoteObject[]): number => objects.reduce((sum, { size }) => sum + size, 0)

const listAll = async (
  { remote }: Shared,
  beginnings: readonly string[],
): Promise<readonly RemoteObject[]> => {
  const all: RemoteObject[] = []
  for (const beginning of beginnings) for await (const object of remote.list(beginning)) all.push(object)
  return all
}

/** Objects of the index that become one pack each: small ones together, and any of which something goes. */
const groupsOf = (
  { current, objects }: RemoteContents,
  dropping: ReadonlyMap<string, number>,
): readonly (readonly string[])[] => {
  const groups: string[][] = []
  let group: string[] = []
  let executions = 0
  let bytes = 0
  for (const [name, count] of current) {
    const { size } = objects.get(name) ?? { size: 0 }
    if (size >= fullPack) {
      if (dropping.has(name)) groups.push([name])
      continue
    }
    if (group.length > 0 && (executions + count > mostInPack || bytes + size > fullPack)) {
      groups.push(group)
      group = []
      executions = bytes = 0
    }
    group.push(name)
    executions += count
    bytes += size
  }
  if (group.length > 0) groups.push(group)
  return groups.filter((some) => some.length > 1 || some.some((name) => dropping.has(name)))
}

const pack = async (
  shared: Shared,
  { places }: RemoteContents,
  group: readonly string[],
  stays: (trace: SharedExecution['trace']) => boolean,
  needed: ReadonlySet<Digest>,
): Promise<void> => {
  const members = [...group].sort()
  const segments = await Promise.all(members.map((name) => segmentOf(shared, name)))
  // What cannot be read any more must not be said to be in the pack.
  if (!segments.every((segment) => segment !== undefined)) return
  const all = segments.flatMap(({ executions }) => executions)
  const staying = all.filter(({ trace }) => stays(trace))
  const known = new Set(staying.flatMap(({ artifacts }) => [...artifacts.keys()]))
  const left = new Map<Digest, RemotePlace>()
  for (const artifacts of [
    ...segments.map((segment) => segment.places),
    ...all.map((one) => one.artifacts),
  ]) {
    for (const [checksum, place] of artifacts)
      if (needed.has(checksum) && !known.has(checksum) && places.has(checksum)) left.set(checksum, place)
  }
  const bytes = segmentBytes({ members, executions: staying, places: left })
  await shared.remote.put(packName(sha256(members.join('\n'))), bodyOfBytes(bytes))
}
