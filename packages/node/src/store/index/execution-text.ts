import { type ExecutionBody, type HeadBody, isHeadBody } from './execution-body.ts'
import { sha256 } from '../../files/sha256.ts'
import { parseJson } from './parse-json.ts'

// The text of an execution: what proves its head, the head, a tab, and the rest. Planning reads heads alone.

const proofLength = 16

/** @param place its row's id and key, each with a tab behind it */
export const executionText = (place: string, body: ExecutionBody): string => {
  const [digest, base, stage, code, targets, record, run, startedAt, durationMs, inputs, saws] = body
  const [outputs, superseded, reports, params, accepted, memoryBytes, ofStep] = body.slice(11)
  const head = asciiJson([digest, record, run, startedAt, durationMs, outputs, superseded, reports, params])
  const parts = [base, stage, code, targets, inputs, saws, accepted, memoryBytes]
  const rest = asciiJson(ofStep === undefined ? parts : [...parts, ofStep])
  return `${proofOfHead(place, head)}${head}\t${rest}`
}

/** JSON in ASCII alone, which takes half the memory when it is read, and is read several times faster. */
const asciiJson = (value: unknown): string => {
  const text = JSON.stringify(value)
  return Buffer.byteLength(text) > text.length
    ? text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text
}

const proofOfHead = (place: string, head: string): string => sha256(place + head).slice(0, proofLength)

/** What is to be an `ExecutionBody`; it may be crafted. */
export const parseExecutionText = (text: string): unknown => {
  // Format 1 had one list.
  if (text.startsWith('[')) return parseJson(text)
  const tab = text.indexOf('\t')
  const head = parseJson(text.slice(proofLength, tab))
  const rest = parseJson(text.slice(tab + 1))
  if (!Array.isArray(head) || !Array.isArray(rest)) return undefined
  // As the list of format 1 was.
  return [
    head[0],
    ...rest.slice(0, 4),
    ...head.slice(1, 5),
    ...rest.slice(4, 6),
    ...head.slice(5, 9),
    ...rest.slice(6),
  ]
}

/**
 * Reads the head in a line of `executionColumns`; `undefined` for a damaged row, and for one of format 1.
 */
export const parseHead = (line: string): { readonly id: number; readonly head: HeadBody } | undefined => {
  const end = line.indexOf('\t')
  const keyEnd = line.indexOf('\t', end + 1)
  const stageEnd = line.indexOf('\t', keyEnd + 1)
  const bodyAt = line.indexOf('\t', stageEnd + 1) + 1
  const headEnd = line.indexOf('\t', bodyAt)
  if (headEnd < 0) return undefined
  const text = line.slice(bodyAt + proofLength, headEnd)
  if (!line.startsWith(proofOfHead(line.slice(0, keyEnd + 1), text), bodyAt)) return undefined
  const head = parseJson(text)
  return isHeadBody(head) ? { id: Number(line.slice(0, end)), head } : undefined
}
