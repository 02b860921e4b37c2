import {
  type Digest,
  isManifest,
  readManifest,
  type RemoteObject,
  type StoredArtifact,
} from '@stagewright/core'
import { storedIn } from '../artifacts/stored-in.ts'
import { sha256 } from '../../files/sha256.ts'
import { parseBundle } from './bundle.ts'
import { indexBeginning, objectOf, placeText, type RemotePlace } from './names.ts'
import { gather } from './place-artifact.ts'
import { fetchSegment, type Shared } from './pull.ts'
import { identityOf, isLater, type Segment, type SharedExecution } from './segment.ts'

/** What of an execution is in memory while all of a remote's are looked at. */
export type Known = Pick<SharedExecution['trace'], 'key' | 'run' | 'startedAt' | 'durationMs'> &
  Pick<SharedExecution['trace'], 'accepted'>

/** What the index of a remote says. */
export interface RemoteContents {
  readonly objects: ReadonlyMap<string, RemoteObject>
  /** Those that stand for themselves, and how many executions each holds. */
  readonly current: ReadonlyMap<string, number>
  /** In whose stead is what, among those that could be read. */
  readonly members: ReadonlyMap<string, readonly string[]>
  readonly damaged: readonly string[]
  /** Of each key, the execution that holds. */
  readonly newest: ReadonlyMap<Digest, Known>
  readonly places: ReadonlyMap<Digest, ReadonlyMap<string, RemotePlace>>
}

/** Reads the whole index, one object after another. */
export const readContents = async (shared: Shared): Promise<RemoteContents> => {
  const objects = new Map<string, RemoteObject>()
  for await (const object of shared.remote.list(indexBeginning)) objects.set(object.name, object)
  const members = new Map<string, readonly string[]>()
  const counts = new Map<string, number>()
  const damaged: string[] = []
  const newest = new Map<Digest, Known>()
  const places = new Map<Digest, Map<string, RemotePlace>>()
  for (const name of objects.keys()) {
    const segment = await fetchSegment(shared, name)
    if (segment === 'damaged') damaged.push(name)
    // Somebody else collects at the same time.
    if (typeof segment === 'string') continue
    if (segment.members.length > 0) members.set(name, segment.members)
    counts.set(name, segment.executions.length)
    for (const artifacts of [segment.places, ...segment.executions.map((one) => one.artifacts)]) {
      for (const [checksum, place] of artifacts) {
        const known = places.get(checksum) ?? new Map<string, RemotePlace>()
        places.set(checksum, known.set(placeText(place), place))
      }
    }
    for (const { trace } of segment.executions) {
      const { key, run, startedAt, durationMs, accepted } = trace
      const other = newest.get(key)
      if (other === undefined || isLaterKnown(trace, other))
        newest.set(key, { key, run, startedAt, durationMs, ...(accepted && { accepted }) })
    }
  }
  const replaced = new Set([...members.values()].flat())
  const current = new Map([...counts].filter(([name]) => !replaced.has(name)))
  return { objects, current, members, damaged, newest, places }
}

/** Whether an execution is the one that holds for its key. */
export const holdsIn = (
  { newest }: Pick<RemoteContents, 'newest'>,
  trace: SharedExecution['trace'],
): boolean => {
  const known = newest.get(trace.key)
  // What identity is made of is known.
  return known !== undefined && identityOf(known as SharedExecution['trace']) === identityOf(trace)
}

const isLaterKnown = (trace: SharedExecution['trace'], other: Known): boolean =>
  // What is compared is known.
  isLater(trace, other as SharedExecution['trace'])

/** What an execution names, the items of lists included; a list that cannot be read names nothing. */
export const namedBy = async (
  shared: Shared,
  { places }: Pick<RemoteContents, 'places'>,
  { trace }: SharedExecution,
  lists: Map<Digest, readonly StoredArtifact[]>,
): Promise<readonly StoredArtifact[]> => {
  const named = [...storedIn(trace)]
  // Members that are added while an array is walked are met as well.
  for (const one of named) {
    if (!isManifest(one)) continue
    const items = lists.get(one.checksum) ?? (await itemsOf(shared, places.get(one.checksum), one))
    lists.set(one.checksum, items)
    for (const item of items) named.push(item)
  }
  return named
}

const itemsOf = async (
  { remote }: Shared,
  places: ReadonlyMap<string, RemotePlace> | undefined,
  list: StoredArtifact,
): Promise<readonly StoredArtifact[]> => {
  for (const place of places?.values() ?? []) {
    try {
      const bytes = await gather(remote.get(objectOf(list.checksum, place)), Math.max(list.size, 16 << 20))
      if (bytes === undefined) continue
      const content = place.kind === 'bundle' ? parseBundle(bytes, place.bundle).get(list.checksum) : bytes
      if (content !== undefined && sha256(content) === list.checksum)
        return readManifest(content).map(({ stored }) => stored)
    } catch {
      // Another place may have it.
    }
  }
  return []
}

export const segmentOf = async (shared: Shared, name: string): Promise<Segment | undefined> => {
  const segment = await fetchSegment(shared, name)
  return typeof segment === 'string' ? undefined : segment
}
