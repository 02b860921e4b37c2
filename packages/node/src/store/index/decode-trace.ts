import type {
  ArtifactTrace,
  Digest,
  Read,
  ReadTarget,
  StoredArtifact,
  Trace,
  TraceHead,
} from '@stagewright/core'
import type { ExecutionBody, HeadBody, StoredBody } from './execution-body.ts'

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
    place,
  ] = body
  if (saws.length !== shared.targets.length) return undefined
  const trace: Writable<Trace> = {
    key,
    base,
    stage: shared.stage,
    record,
    code: shared.code[0],
    parts: shared.code[1],
    inputs: inputs.map(([name, of, digest]) =>
      digest === 0 ? { name: same(name), record: of } : { name: same(name), record: of, digest },
    ),
    reads: saws.map(([saw, signature], at): Read => {
      const target = shared.targets[at] as ReadTarget
      return signature === undefined ? { target, saw } : { target, saw, signature }
    }),
    outputs: outputs.map(artifactTrace),
    params,
    run: same(run),
    startedAt,
    durationMs,
    order,
  }
  // Set one by one: spreading what may be absent is several times slower, and there may be very many traces.
  if (reports !== 0) trace.reports = storedArtifact('', reports)
  if (memoryBytes !== 0) trace.memoryBytes = memoryBytes
  if (accepted !== 0) trace.accepted = { at: accepted[0], changes: accepted[1] }
  if (place === undefined) return trace
  const [experiment, step, position, records] = place
  if (experiment !== 0) trace.experiment = same(experiment)
  if (step !== '') trace.step = step === 0 ? `${trace.stage}@${record}` : step
  if (position !== 0) trace.position = position
  if (records >= 0) trace.records = records
  return trace
}

export const decodeHead = (order: number, body: HeadBody): TraceHead => {
  const [key, record, run, startedAt, durationMs, outputs, , reports, params] = body
  const head: Writable<TraceHead> = {
    key,
    record: same(record),
    outputs: outputs.map(artifactTrace),
    params: same(params),
    run: same(run),
    startedAt,
    durationMs,
    order,
  }
  if (reports !== 0) head.reports = storedArtifact('', reports)
  return head
}

const artifactTrace = ([name, digest, stored, preview]: ExecutionBody[11][number]): ArtifactTrace => {
  // In one piece, as most are: what is added to an object later is kept beside it.
  if (preview !== undefined && stored !== 0)
    return { name: same(name), digest, preview, stored: storedArtifact(digest, stored) }
  const output: Writable<ArtifactTrace> = { name: same(name), digest }
  if (preview !== undefined) output.preview = preview
  if (stored !== 0) output.stored = storedArtifact(digest, stored)
  return output
}

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

/** Texts that many traces have, each kept in memory once. */
const texts = new Map<string, string>()
const mostTexts = 10_000

const same = (name: string): string => {
  const known = texts.get(name)
  if (known !== undefined) return known
  if (texts.size === mostTexts) texts.clear()
  texts.set(name, name)
  return name
}

const storedArtifact = (digest: Digest, [checksum, size, format, location]: StoredBody): StoredArtifact => ({
  checksum: checksum === 0 ? digest : checksum,
  size,
  format: same(format),
  location,
})

/** Whether a text that was read back is a list of read targets; it may be crafted. */
export const isTargets = (value: unknown): value is readonly ReadTarget[] =>
  Array.isArray(value) && value.every(isTarget)

type AspectOfParam = Extract<ReadTarget, { readonly door: 'param' }>['aspect']
const aspects: ReadonlySet<unknown> = new Set<AspectOfParam>(['value', 'has', 'keys', 'kind', 'operational'])
const isAspect = (value: unknown): value is AspectOfParam => aspects.has(value)

const isTarget = (value: unknown): value is ReadTarget => {
  if (typeof value !== 'object' || value === null || !('door' in value)) return false
  const { door, record, path, aspect, name } = value as Partial<Record<string, unknown>>
  switch (door) {
    case 'param':
      return (
        Number.isSafeInteger(record) &&
        Array.isArray(path) &&
        path.every((key) => typeof key === 'string') &&
        isAspect(aspect)
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
