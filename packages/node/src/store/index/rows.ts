import type { StoredArtifact, Trace } from '@stagewright/core'
import { type ExecutionBody, isExecutionBody, type StoredBody } from './execution-body.ts'
import { executionText, parseExecutionText } from './execution-text.ts'
import { sha256 } from '../../files/sha256.ts'
import { short48 } from '../short48.ts'
import type { TextRef } from './text-refs.ts'

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
  const place = `${id}\t${key ?? ''}\t`
  const text = executionText(place, body)
  const stage = body[2][0]
  // Every column takes part, so that no bit can change unseen.
  const proof = sha256(`${place}${stage}\t${text}`).slice(0, 16)
  return { id, key, stage, proof, body: text }
}

export const executionColumns =
  "id || char(9) || ifnull(key, '') || char(9) || stage || char(9) || proof || char(9) || body"

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
  const parsed = parseExecutionText(body)
  return isExecutionBody(parsed) ? { id: Number(line.slice(0, end)), body: parsed } : undefined
}

/** What of a trace an execution's row holds by itself. */
export const bodyOf = (
  trace: Omit<Trace, 'order'>,
  refs: { readonly stage: TextRef; readonly code: TextRef; readonly targets: TextRef },
): ExecutionBody => {
  const body = bodyWithoutPlace(trace, refs)
  const { experiment, step, position, records } = trace
  if ([experiment, step, position, records].every((part) => part === undefined)) return body
  // Most steps are called by their stage and record, which the row knows.
  const own = step === `${trace.stage}@${trace.record}` ? 0 : (step ?? '')
  return [...body, [experiment ?? 0, own, position ?? 0, records ?? -1]]
}

const bodyWithoutPlace = (
  trace: Omit<Trace, 'order'>,
  refs: { readonly stage: TextRef; readonly code: TextRef; readonly targets: TextRef },
): Required<ExecutionBody> extends readonly [...infer Before, unknown] ? Readonly<Before> : never => [
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
