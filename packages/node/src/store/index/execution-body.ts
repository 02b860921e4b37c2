import type { TextRef } from './text-refs.ts'

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
  /** Absent in what an earlier format wrote. */
  place?: readonly [experiment: string | 0, step: string | 0, position: number, records: number],
]

/** `checksum` is 0 where it equals the digest. */
export type StoredBody = readonly [checksum: string | 0, size: number, format: string, location: string]

/** What planning needs of an execution. */
export type HeadBody = readonly [
  key: ExecutionBody[0],
  record: ExecutionBody[5],
  run: ExecutionBody[6],
  startedAt: ExecutionBody[7],
  durationMs: ExecutionBody[8],
  outputs: ExecutionBody[11],
  superseded: ExecutionBody[12],
  reports: ExecutionBody[13],
  params: ExecutionBody[14],
]

const isText = (value: unknown): value is string => typeof value === 'string'
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
/** Milliseconds since 1970 that a date can show, in every time zone. */
const isTime = (value: unknown): boolean => isCount(value) && Math.abs(value) < 8.64e15 - 86_400_000
const isDigest = (value: unknown): value is string =>
  isText(value) && value.length === 64 && /^[0-9a-f]+$/.test(value)
const isRef = (value: unknown): boolean => Array.isArray(value) && isCount(value[0]) && isCount(value[1])

/** A row may be crafted with a right proof; what is decoded must still be what the types say. */
export const isExecutionBody = (value: unknown): value is ExecutionBody =>
  Array.isArray(value) &&
  (value.length === 17 || (value.length === 18 && isPlace(value[17]))) &&
  isDigest(value[0]) &&
  isDigest(value[1]) &&
  isRef(value[2]) &&
  isRef(value[3]) &&
  isRef(value[4]) &&
  isText(value[5]) &&
  isText(value[6]) &&
  isTime(value[7]) &&
  isCount(value[8]) &&
  isListOf(value[9], isInput) &&
  isListOf(value[10], (saw) => isText(saw[0]) && (saw.length === 1 || isText(saw[1]))) &&
  isListOf(value[11], isOutput) &&
  isStored(value[13]) &&
  isText(value[14]) &&
  (value[15] === 0 || (Array.isArray(value[15]) && isTime(value[15][0]) && isText(value[15][1]))) &&
  isCount(value[16])

const isPlace = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 4 &&
  (value[0] === 0 || isText(value[0])) &&
  (value[1] === 0 || isText(value[1])) &&
  Number.isSafeInteger(value[2]) &&
  Number.isSafeInteger(value[3])

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

/** Its key is compared with the one that was looked for. */
export const isHeadBody = (value: unknown): value is HeadBody =>
  Array.isArray(value) &&
  value.length === 9 &&
  isText(value[0]) &&
  isText(value[1]) &&
  isText(value[2]) &&
  isTime(value[3]) &&
  isCount(value[4]) &&
  isListOf(value[5], isOutput) &&
  isStored(value[7]) &&
  isText(value[8])
