import { open } from 'node:fs/promises'
import { ArtifactLostError, type Digest, type Remote, type RemoteBody, type Trace } from '@stagewright/core'
import { chunksOf } from '../../files/hash-file.ts'
import { sha256 } from '../../files/sha256.ts'
import { bundleBytes, fullBundle, largestInBundle } from './bundle.ts'
import { objectOf, type RemotePlace, segmentName } from './names.ts'
import type { Shared } from './pull.ts'
import { segmentBytes, type SharedExecution } from './segment.ts'
import { bodyOfBytes, type Offered, translate, type Translated } from './translate.ts'
import { archiveOf } from './tree-archive.ts'

/** So many executions, at most, are in one segment. */
const mostInSegment = 1000
const uploadsAtOnce = 4
const looksAtOnce = 16

export interface Pushed {
  readonly executions: number
  /** Executions that lack an artifact, which neither the store nor the remote has whole. */
  readonly lacking: number
}

/**
 * Shares what this store holds and the remote does not: first the artifacts, then the executions that name them, so that
 * nobody ever sees one without the other. What is sent twice, because a process was killed in between, changes nothing.
 */
export const push = async (shared: Shared): Promise<Pushed> => {
  const { state, session } = shared
  let pushed = 0
  let lacking = 0
  let batch: Trace[] = []
  let last = state.number('sent') ?? 0
  const flush = async (): Promise<void> => {
    const unshared = state.unshared(batch)
    batch = []
    const sent = await pushSegment(shared, unshared)
    pushed += sent
    lacking += unshared.length - sent
    await state.write((to) => to.setNumber('sent', last))
  }
  for (const { trace, superseded, id } of session.index.all(last)) {
    if (trace !== undefined && !superseded) batch.push(trace)
    if (batch.length === mostInSegment) {
      last = id
      await flush()
    }
    last = id
  }
  if (last > (state.number('sent') ?? 0)) await flush()
  return { executions: pushed, lacking }
}

/** Whether there may be something to push. */
export const hasUnsent = ({ state, session }: Pick<Shared, 'state' | 'session'>): boolean => {
  for (const _ of session.index.all(state.number('sent') ?? 0)) return true
  return false
}

const pushSegment = async (shared: Shared, traces: readonly Trace[]): Promise<number> => {
  if (traces.length === 0) return 0
  const { remote, state, session } = shared
  const translated: Translated[] = []
  for (const trace of traces) {
    const whole = await orLacking(() => translate(trace, session.read))
    if (whole !== undefined) translated.push(whole)
  }
  const offered = new Map(translated.flatMap(({ artifacts }) => artifacts.map((one) => [one.checksum, one])))
  const { there, places } = await upload(shared, [...offered.values()])
  const isWhole = ({ artifacts }: Translated): boolean =>
    artifacts.every(({ checksum }) => places.has(checksum) || there.has(checksum))
  const executions = translated.filter(isWhole).map(({ trace, artifacts }): SharedExecution => ({
    trace,
    artifacts: new Map(
      artifacts.flatMap(({ checksum }) => {
        const place = places.get(checksum)
        return place === undefined ? [] : [[checksum, place] as const]
      }),
    ),
  }))
  if (executions.length === 0) return 0
  const bytes = segmentBytes({ members: [], executions, places: new Map() })
  const name = segmentName(remote.now(), sha256(bytes))
  await remote.put(name, bodyOfBytes(bytes))
  await state.write((to) => {
    to.addShared(executions)
    to.addRead([name])
  })
  return executions.length
}

/** @returns those that were there, and where the others are now */
const upload = async (
  shared: Shared,
  offered: readonly Offered[],
): Promise<{ readonly there: ReadonlySet<Digest>; readonly places: ReadonlyMap<Digest, RemotePlace> }> => {
  const { remote, state, session } = shared
  const there = await stillThere(shared, state.artifactsAmong(offered.map(({ checksum }) => checksum)))
  const places = new Map<Digest, RemotePlace>()
  const missing = offered.filter(({ checksum }) => !there.has(checksum))
  const isSmall = ({ size, isFolder }: Offered): boolean => size <= largestInBundle && !isFolder
  const large = missing.filter((one) => !isSmall(one))
  await inParallel(uploadsAtOnce, large, async (one) => {
    const place: RemotePlace = { kind: one.isFolder ? 'tree' : 'own' }
    const body = await orLacking(() => bodyOf(one, session.path))
    if (body === undefined) return
    await putOwn({ remote, state }, objectOf(one.checksum, place), body)
    places.set(one.checksum, place)
  })
  let bundle = new Map<Digest, Uint8Array>()
  let size = 0
  const flush = async (): Promise<void> => {
    if (bundle.size === 0) return
    const body = bodyOfBytes(bundleBytes(bundle))
    const place: RemotePlace = { kind: 'bundle', bundle: body.sha256 }
    await putOwn({ remote, state }, objectOf('', place), body)
    for (const checksum of bundle.keys()) places.set(checksum, place)
    bundle = new Map()
    size = 0
  }
  for (const { checksum, from } of missing.filter(isSmall)) {
    const bytes = from instanceof Uint8Array ? from : await orLacking(() => session.read(from))
    if (bytes === undefined) continue
    bundle.set(checksum, bytes)
    size += bytes.length
    if (size >= fullBundle) await flush()
  }
  await flush()
  return { there, places }
}

/** Somebody may have removed what this machine once saw there. */
const stillThere = async (
  { remote, state }: Shared,
  checksums: ReadonlySet<Digest>,
): Promise<ReadonlySet<Digest>> => {
  const objects = new Map<string, (readonly [Digest, RemotePlace])[]>()
  for (const checksum of checksums) {
    for (const place of state.placesOf(checksum)) {
      const object = objectOf(checksum, place)
      const named = objects.get(object)
      if (named === undefined) objects.set(object, [[checksum, place]])
      else named.push([checksum, place])
    }
  }
  const there = new Set<Digest>()
  await inParallel(looksAtOnce, [...objects], async ([object, named]) => {
    if (!state.isDamaged(object) && (await remote.look(object)) !== undefined)
      for (const [checksum] of named) there.add(checksum)
    else await state.write((to) => named.forEach(([checksum, place]) => to.dropPlace(checksum, place)))
  })
  return there
}

/** What was seen to be damaged there is written anew; a large one that is there already is not sent again. */
const putOwn = async (
  { remote, state }: Pick<Shared, 'remote' | 'state'>,
  object: string,
  body: RemoteBody,
): Promise<void> => {
  const isDamaged = state.isDamaged(object)
  const found = isDamaged ? undefined : await lookFor(remote, object, body)
  if (found !== undefined && found.size === body.size && remote.now() - found.writtenAt < freshMs) return
  await remote.put(object, body, { replace: isDamaged || found !== undefined })
  if (isDamaged) await state.write((to) => to.noteRepair(object))
}

/** Sending so many bytes takes no longer than asking whether they are there. */
const askAbove = 1 << 20
const lookFor = (remote: Remote, object: string, { size }: RemoteBody): ReturnType<Remote['look']> =>
  size > askAbove ? remote.look(object) : Promise.resolve(undefined)

/** What nobody named for longer than this may be collected while it is about to be named: it is written again. */
const freshMs = 2 * 24 * 3600 * 1000

const bodyOf = async (
  { from, isFolder, checksum, size }: Offered,
  path: Shared['session']['path'],
): Promise<RemoteBody> => {
  if (from instanceof Uint8Array) return bodyOfBytes(from)
  // Proven here: what is damaged is put aside, and is not sent.
  const file = await path?.(from)
  if (file === undefined) throw new ArtifactLostError(from.location, 'missing')
  if (isFolder) return archiveOf(file)
  return {
    size,
    sha256: checksum,
    open: async function* () {
      const opened = await open(file, 'r')
      try {
        yield* chunksOf(opened)
      } finally {
        await opened.close()
      }
    },
  }
}

const orLacking = async <Value>(find: () => Promise<Value>): Promise<Value | undefined> => {
  try {
    return await find()
  } catch (thrown) {
    if (thrown instanceof ArtifactLostError) return undefined
    throw thrown
  }
}

export const inParallel = async <Item>(
  most: number,
  items: readonly Item[],
  act: (item: Item) => Promise<void>,
): Promise<void> => {
  const waiting = items.values()
  const work = async (): Promise<void> => {
    for (const item of waiting) await act(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work))
}
