import type { Digest, Read, ReadTarget, StoredArtifact, Trace } from '@stagewright/core'
import type { ExecutionBody, StoredBody } from './rows.ts'

/** Puts a trace together from its row and what the row refers to. */
export const decodeTrace = (
  order: number,
  body: ExecutionBody,
  shared: {
    readonly stage: string
    readonly code: Code
    readonly targets: readonly ReadTarget[]
  },
): Trace | undefined => {
  const [
    key,
    base,
    ,
    ,
    ,
    record,
    run,
    startedAt,
    durationMs,
    inputs,
    saws,
    outputs,
    ,
    reports,
    params,
    accepted,
    memoryBytes,
  ] = body
  if (saws.length !== shared.targets.length) return undefined
  return {
    key,
    base,
    stage: shared.stage,
    record,
    code: shared.code[0],
    parts: shared.code[1],
    inputs: inputs.map(([name, of, digest]) =>
      digest === 0 ? { name, record: of } : { name, record: of, digest },
    ),
    reads: saws.map(([saw, signature], at): Read => {
      const target = shared.targets[at] as ReadTarget
      return signature === undefined ? { target, saw } : { target, saw, signature }
    }),
    outputs: outputs.map(([name, digest, stored, preview]) => ({
      name,
      digest,
      ...(preview === undefined ? {} : { preview }),
      ...(stored === 0 ? {} : { stored: storedArtifact(digest, stored) }),
    })),
    ...(reports === 0 ? {} : { reports: storedArtifact('', reports) }),
    params,
    run,
    startedAt,
    durationMs,
    ...(memoryBytes === 0 ? {} : { memoryBytes }),
    ...(accepted === 0 ? {} : { accepted: { at: accepted[0], changes: accepted[1] } }),
    order,
  }
}

const storedArtifact = (digest: Digest, [checksum, size, format, location]: StoredBody): StoredArtifact => ({
  checksum: checksum === 0 ? digest : checksum,
  size,
  format,
  location,
})

/** Whether a text that was read back is a list of read targets; it may be crafted. */
export const isTargets = (value: unknown): value is readonly ReadTarget[] =>
  Array.isArray(value) && value.every(isTarget)

const isTarget = (value: unknown): value is ReadTarget => {
  if (typeof value !== 'object' || value === null || !('door' in value)) return false
  const { door, record, path, aspect, name } = value as Partial<Record<string, unknown>>
  switch (door) {
    case 'param':
      return (
        Number.isSafeInteger(record) &&
        Array.isArray(path) &&
        path.every((key) => typeof key === 'string') &&
        (aspect === 'value' || aspect === 'has' || aspect === 'keys' || aspect === 'kind')
      )
    case 'name':
      return Number.isSafeInteger(record)
    case 'file':
      return typeof path === 'string'
    case 'env':
      return typeof name === 'string'
    default:
      return false
  }
}

/** A code fingerprint's digest and its parts. */
export type Code = readonly [digest: Digest, parts: Readonly<Record<string, Digest>>]

export const isCode = (value: unknown): value is Code =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && isParts(value[1])

export const isParts = (value: unknown): value is Readonly<Record<string, Digest>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((digest) => typeof digest === 'string')
