import { gunzipSync, gzipSync } from 'node:zlib'
import type { Digest, Trace } from '@stagewright/core'
import { isTrace } from '../artifacts/sidecar.ts'
import { storedIn } from '../artifacts/stored-in.ts'
import { sha256 } from '../../files/sha256.ts'
import { parseJson } from '../index/parse-json.ts'
import { isNeutral } from './neutral-location.ts'
import { parsePlace, placeText, type RemotePlace } from './names.ts'

/** An execution as machines share it, and where the remote has the artifacts that came with it. */
export interface SharedExecution {
  readonly trace: Omit<Trace, 'order'>
  readonly artifacts: ReadonlyMap<Digest, RemotePlace>
}

/** Many executions in one object. */
export interface Segment {
  /** Of a pack: the objects in whose stead it is. */
  readonly members: readonly string[]
  readonly executions: readonly SharedExecution[]
  /** Where artifacts are that came with executions that are gone, and that others still name. */
  readonly places: SharedExecution['artifacts']
}

/** What a crafted object may at most unpack to. */
const largestText = 512 << 20
/** A header longer than this is none. */
export const longestHeader: number = 1 << 16

/** The header in plain text, so that a pack's members can be read without the rest, and one line for each execution. */
export const segmentBytes = ({ members, executions, places }: Segment): Buffer => {
  const written = (of: SharedExecution['artifacts']): readonly (readonly [Digest, string])[] =>
    [...of].map(([checksum, place]) => [checksum, placeText(place)])
  const lines = executions.map(({ trace, artifacts }) => JSON.stringify([trace, written(artifacts)]))
  if (places.size > 0) lines.push(JSON.stringify([0, written(places)]))
  const body = gzipSync(lines.join('\n'))
  return Buffer.concat([Buffer.from(`${JSON.stringify({ members, sha256: sha256(body) })}\n`), body])
}

/** The members that a segment's beginning names; `undefined` where it is not the beginning of one. */
export const membersIn = (beginning: Buffer): readonly string[] | undefined => headerIn(beginning)?.members

/** `undefined` for what is damaged. What of it is not an execution that can be taken over is left out. */
export const parseSegment = (bytes: Buffer): Segment | undefined => {
  const header = headerIn(bytes)
  if (header === undefined) return undefined
  const body = bytes.subarray(header.length)
  if (sha256(body) !== header.sha256) return undefined
  try {
    const text = gunzipSync(body, { maxOutputLength: largestText }).toString()
    const lines = text === '' ? [] : text.split('\n')
    const executions: SharedExecution[] = []
    const places = new Map<Digest, RemotePlace>()
    for (const line of lines) {
      const [trace, written] = listOf(parseJson(line))
      const artifacts = placesIn(written)
      if (artifacts === undefined) continue
      if (trace === 0) for (const [checksum, place] of artifacts) places.set(checksum, place)
      else if (isTrace(trace) && storedIn(trace).every(isNeutral)) executions.push({ trace, artifacts })
    }
    return { members: header.members, executions, places }
  } catch {
    return undefined
  }
}

const headerIn = (
  bytes: Buffer,
): { readonly members: readonly string[]; readonly sha256: unknown; readonly length: number } | undefined => {
  const length = bytes.subarray(0, longestHeader).indexOf('\n') + 1
  const header = length === 0 ? undefined : parseJson(bytes.toString('utf8', 0, length))
  if (typeof header !== 'object' || header === null || !('members' in header) || !('sha256' in header))
    return undefined
  const { members } = header
  return Array.isArray(members) && members.every((member) => typeof member === 'string')
    ? { members, sha256: header.sha256, length }
    : undefined
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const placesIn = (written: unknown): ReadonlyMap<Digest, RemotePlace> | undefined => {
  if (!Array.isArray(written)) return undefined
  const places = new Map<Digest, RemotePlace>()
  for (const entry of written as readonly unknown[]) {
    const [checksum, text] = listOf(entry)
    const place = parsePlace(text)
    if (typeof checksum !== 'string' || !/^[0-9a-f]{64}$/u.test(checksum) || place === undefined)
      return undefined
    places.set(checksum, place)
  }
  return places
}

/** The same for an execution in every store, and another for any other execution. */
export const identityOf = ({ key, run, startedAt, accepted }: Omit<Trace, 'order'>): Digest =>
  sha256(JSON.stringify([key, run, startedAt, accepted?.at ?? 0]))

/** Of two executions with one key, the one that began later holds, and of two that began together always the same. */
export const isLater = (one: Omit<Trace, 'order'>, other: Omit<Trace, 'order'>): boolean => {
  if (one.startedAt !== other.startedAt) return one.startedAt > other.startedAt
  const [accepted, before] = [one.accepted?.at ?? 0, other.accepted?.at ?? 0]
  return accepted === before ? identityOf(one) > identityOf(other) : accepted > before
}
