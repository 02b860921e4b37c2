import type { StoredArtifact, Trace } from '@stagewright/core'
import { sha256, short48 } from './hash.ts'

/** Points to a row of `texts` and says what must stand there. */
export type TextRef = readonly [id: number, hash: number]

/** One execution as the index keeps it: what repeats among executions is a reference. */
export type ExecutionBody = readonly [
  key: string,
  base: string,
  stage: TextRef,
  code: TextRef,
  targets: TextRef,
  record: string,
  run: string,
  startedAt: number,
  durationMs: number,
  inputs: readonly (readonly [name: string, record: number, digest: string | 0])[],
  saws: readonly (readonly [saw: string, signature?: string])[],
  outputs: readonly (readonly [name: string, digest: string, stored: StoredBody | 0, preview?: string])[],
  superseded: 0 | 1,
  reports: StoredBody | 0,
  params: string,
  accepted: readonly [at: number, changes: string] | 0,
  memoryBytes: number,
]

/** `checksum` is 0 where it equals the digest. */
export type StoredBody = readonly [checksum: string | 0, size: number, format: string, location: string]

export interface ExecutionRow {
  readonly id: number
  /** 48 bits of the key; `null` once a later execution has the same. */
  readonly key: number | null
  readonly stage: number
  readonly proof: string
  readonly body: string
}

export const executionRow = (id: number, body: ExecutionBody): ExecutionRow => {
  const key = body[12] === 1 ? null : short48(body[0])
  const text = asciiJson(body)
  const stage = body[2][0]
  return { id, key, stage, proof: proofOf(id, key, stage, text), body: text }
}

/** JSON in ASCII alone, which takes half the memory when it is read, and is read several times faster. */
const asciiJson = (value: unknown): string => {
  const text = JSON.stringify(value)
  return /[\u0080-\uffff]/.test(text)
    ? text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text
}

/** Every column takes part, so that no bit can change unseen. */
const proofOf = (
  id: number | string,
  key: number | string | null,
  stage: number | string,
  body: string,
): string => sha256(`${id}\t${key ?? ''}\t${stage}\t${body}`).slice(0, 16)

export const executionColumns =
  "cast(id as text) || char(9) || ifnull(cast(key as text), '') || char(9) || cast(stage as text) || char(9) || proof || char(9) || body"

/** Reads what `executionColumns` selects; `undefined` for a damaged row. */
export const parseExecution = (
  line: string,
): { readonly id: number; readonly body: ExecutionBody } | undefined => {
  const end = line.indexOf('\t', 0)
  const keyEnd = line.indexOf('\t', end + 1)
  const stageEnd = line.indexOf('\t', keyEnd + 1)
  const proofEnd = line.indexOf('\t', stageEnd + 1)
  if (proofEnd < 0) return undefined
  const body = line.slice(proofEnd + 1)
  if (sha256(`${line.slice(0, stageEnd)}\t${body}`).slice(0, 16) !== line.slice(stageEnd + 1, proofEnd))
    return undefined
  const parsed = parseJson(body)
  return isExecutionBody(parsed) ? { id: Number(line.slice(0, end)), body: parsed } : undefined
}

/** What of a trace an execution's row holds by itself. */
export const bodyOf = (
  trace: Omit<Trace, 'order'>,
  refs: { readonly stage: TextRef; readonly code: TextRef; readonly targets: TextRef },
): ExecutionBody => [
  trace.key,
  trace.base,
  refs.stage,
  refs.code,
  refs.targets,
  trace.record,
  trace.run,
  trace.startedAt,
  trace.durationMs,
  trace.inputs.map((input) => [input.name, input.record, input.digest ?? 0] as const),
  trace.reads.map((read) =>
    read.signature === undefined ? ([read.saw] as const) : ([read.saw, read.signature] as const),
  ),
  trace.outputs.map(({ name, digest, stored, preview }) => {
    const kept = stored === undefined ? 0 : storedBody(stored, digest)
    return preview === undefined ? ([name, digest, kept] as const) : ([name, digest, kept, preview] as const)
  }),
  0,
  trace.reports === undefined ? 0 : storedBody(trace.reports, ''),
  trace.params,
  trace.accepted === undefined ? 0 : [trace.accepted.at, trace.accepted.changes],
  trace.memoryBytes ?? 0,
]

const storedBody = ({ checksum, size, format, location }: StoredArtifact, digest: string): StoredBody => [
  checksum === digest ? 0 : checksum,
  size,
  format,
  location,
]

export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isDigest = (value: unknown): value is string =>
  isText(value) && value.length === 64 && /^[0-9a-f]+$/.test(value)
const isRef = (value: unknown): boolean => Array.isArray(value) && isCount(value[0]) && isCount(value[1])

/** A row may be crafted with a right proof; what is decoded must still be what the types say. */
export const isExecutionBody = (value: unknown): value is ExecutionBody =>
  Array.isArray(value) &&
  value.length === 17 &&
  isDigest(value[0]) &&
  isDigest(value[1]) &&
  isRef(value[2]) &&
  isRef(value[3]) &&
  isRef(value[4]) &&
  isText(value[5]) &&
  isText(value[6]) &&
  isCount(value[7]) &&
  isCount(value[8]) &&
  isListOf(value[9], isInput) &&
  isListOf(value[10], (saw) => isText(saw[0]) && (saw.length === 1 || isText(saw[1]))) &&
  isListOf(value[11], isOutput) &&
  isStored(value[13]) &&
  isText(value[14]) &&
  (value[15] === 0 || (Array.isArray(value[15]) && isCount(value[15][0]) && isText(value[15][1]))) &&
  isCount(value[16])

const isInput = ([name, record, digest]: readonly unknown[]): boolean =>
  isText(name) && isCount(record) && (digest === 0 || isText(digest))

const isListOf = (value: unknown, isItem: (item: readonly unknown[]) => boolean): boolean =>
  Array.isArray(value) && value.every((item: unknown) => Array.isArray(item) && isItem(item))

const isOutput = ([name, digest, stored, preview]: readonly unknown[]): boolean =>
  isText(name) && isText(digest) && (preview === undefined || isText(preview)) && isStored(stored)

const isStored = (stored: unknown): boolean =>
  stored === 0 ||
  (Array.isArray(stored) &&
    (stored[0] === 0 || isText(stored[0])) &&
    isCount(stored[1]) &&
    isText(stored[2]) &&
    isText(stored[3]))
