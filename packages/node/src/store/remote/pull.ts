import { randomInt } from 'node:crypto'
import { placesOf, type Remote, RemoteError, type RemoteObject, isRemoteError } from '@stagewright/core'
import { retireSidecars } from '../artifacts/sidecar.ts'
import { writeToQuarantine } from '../artifacts/quarantine.ts'
import { sha256 } from '../../files/sha256.ts'
import { counter, setCounter } from '../index/commit-executions.ts'
import { importExecutions } from '../index/import-executions.ts'
import { shortPlace } from '../index/places.ts'
import type { Layout } from '../layout.ts'
import type { FileSession } from '../session.ts'
import { digestIn, indexBeginning, isPack, segmentsSince } from './names.ts'
import { gather } from './place-artifact.ts'
import type { RemoteState } from './remote-state.ts'
import { longestHeader, membersIn, parseSegment, type Segment } from './segment.ts'

const dayMs = 24 * 3600 * 1000
/** A segment may be listed later than its name says: its writer was slow, or its clock was wrong. */
const windowMs = dayMs
/** So many objects are listed by one request. */
const oneListing = 900
const atOnce = 16
const largestSegment = 256 << 20
/** What was compacted while it was being read is asked for under its new name. */
const mostListings = 4

export interface Shared {
  readonly remote: Remote
  readonly state: RemoteState
  readonly layout: Layout
  readonly session: FileSession
  readonly warn: (message: string) => void
}

/** Takes over what other machines have shared since the last time. */
export const pull = async (
  shared: Shared,
  { whole = false, patienceMs = 0 }: { readonly whole?: boolean; readonly patienceMs?: number } = {},
): Promise<number> => {
  const { remote, state, session } = shared
  await refuseOtherIndex(shared)
  const options = patienceMs === 0 ? {} : { patienceMs }
  let taken = 0
  for (let listing = 1; ; listing++) {
    const listed = state.number('listed')
    const isWhole =
      whole || listed === undefined || remote.now() - listed > dayMs || state.size() < oneListing
    const after = isWhole ? {} : { after: segmentsSince(remote.now() - windowMs) }
    const found: RemoteObject[] = []
    for await (const object of remote.list(indexBeginning, { ...after, ...options })) found.push(object)
    const unread = new Set(state.unread(found.map(({ name }) => name)))
    const isComplete = await readAll(
      shared,
      found.filter(({ name }) => unread.has(name)),
      (count) => {
        taken += count
      },
    )
    if (isComplete) {
      if (isWhole) await state.write((to) => to.setNumber('listed', Math.round(remote.now())))
      break
    }
    if (listing === mostListings)
      throw new RemoteError('unreachable', `${remote.name} lists objects that it does not have.`)
  }
  if (taken > 0) session.index.forgetAll()
  return taken
}

/** An index that was made anew, or has lost what was imported last, is given all of it again. */
const refuseOtherIndex = async ({ remote, state, session }: Shared): Promise<void> => {
  const imports = session.lookUp((connection) => counter(connection, importsOf(remote), 0), 0)
  if (imports > 0 && imports >= (state.number('imports') ?? 0)) return
  // No two indexes count alike.
  const first = imports > 0 ? imports : randomInt(1, 2 ** 40)
  if (imports === 0) await session.tidy((connection) => setCounter(connection, importsOf(remote), first))
  await state.write((to) => {
    to.forgetAll()
    to.setNumber('imports', first)
  })
}

const importsOf = (remote: Remote): string => `imports of ${remote.name}`

/** @returns whether all were there */
const readAll = async (
  shared: Shared,
  objects: readonly RemoteObject[],
  onTaken: (count: number) => void,
): Promise<boolean> => {
  let isComplete = true
  const packs = objects.filter(({ name }) => isPack(name))
  for (const pack of packs) isComplete = (await readPack(shared, pack, onTaken)) && isComplete
  // What a pack had need not be read again.
  const unread = shared.state.unread(objects.filter(({ name }) => !isPack(name)).map(({ name }) => name))
  for (let at = 0; at < unread.length; at += atOnce) {
    const names = unread.slice(at, at + atOnce)
    const segments = await Promise.all(names.map((name) => fetchSegment(shared, name)))
    const there = names.filter((_, index) => segments[index] !== 'missing')
    if (there.length < names.length) isComplete = false
    const whole = segments.filter((segment) => typeof segment !== 'string')
    onTaken(await takeOver(shared, whole, there))
  }
  return isComplete
}

const readPack = async (
  shared: Shared,
  { name }: RemoteObject,
  onTaken: (count: number) => void,
): Promise<boolean> => {
  const { remote, state } = shared
  try {
    // Who has read nothing yet needs all of it.
    if (state.size() > 0) {
      const beginning = await gather(remote.get(name, { first: longestHeader }), longestHeader)
      const members = beginning && membersIn(beginning)
      if (members !== undefined && state.unread(members).length === 0) {
        await state.write((to) => to.addRead([name]))
        return true
      }
    }
    const pack = await fetchSegment(shared, name)
    if (pack === 'missing') return false
    const segments = pack === 'damaged' ? [] : [pack]
    onTaken(await takeOver(shared, segments, [name, ...segments.flatMap(({ members }) => members)]))
    return true
  } catch (thrown) {
    if (isRemoteError(thrown) && thrown.problem === 'missing') return false
    throw thrown
  }
}

/** What is damaged twice is left alone. */
export const fetchSegment = async (
  { remote, layout, warn }: Pick<Shared, 'remote' | 'layout' | 'warn'>,
  name: string,
): Promise<Segment | 'missing' | 'damaged'> => {
  let bytes: Buffer | undefined
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      bytes = await gather(remote.get(name), largestSegment)
    } catch (thrown) {
      if (isRemoteError(thrown) && thrown.problem === 'missing') return 'missing'
      throw thrown
    }
    const isNamed = bytes !== undefined && (isPack(name) || sha256(bytes) === digestIn(name))
    const segment = isNamed && bytes !== undefined ? parseSegment(bytes) : undefined
    if (segment !== undefined) return segment
  }
  if (bytes !== undefined) writeToQuarantine(layout, bytes, name)
  warn(`${remote.name} has a damaged object (${name}). It is not used; verify --remote removes it.`)
  return 'damaged'
}

/** Writes executions into the index, and after that what is known of the remote: what is done twice changes nothing. */
const takeOver = async (
  { remote, state, session, layout }: Shared,
  segments: readonly Segment[],
  read: readonly string[],
): Promise<number> => {
  const executions = segments.flatMap((segment) => segment.executions)
  const traces = executions.map(({ trace }) => trace)
  const filledBefore = state.filled(traces.flatMap((trace) => placesOf(trace).map(shortPlace)))
  const imported =
    traces.length === 0
      ? undefined
      : await session.write((connection) =>
          importExecutions(connection, traces, importsOf(remote), filledBefore),
        )
  for (const { trace, replaced } of imported?.taken ?? []) retireSidecars(layout, replaced, trace)
  await state.write((to) => {
    to.addShared(executions)
    for (const { places } of segments) to.addPlaces(places)
    to.addRead(read)
    if (imported === undefined) return
    to.addFilled(imported.filled)
    to.setNumber('imports', imported.imports)
  })
  return imported?.taken.length ?? 0
}
