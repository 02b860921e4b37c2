import type { FileReading, Read } from '@stagewright/core'
import { sha256 } from '../../files/sha256.ts'
import { short48 } from '../short48.ts'
import { parseJson } from './parse-json.ts'

/** What an execution saw of the files that it read, by a short hash of their paths. */
export const readingRows = (
  reads: readonly Read[],
): readonly { readonly path: number; readonly body: string }[] =>
  reads.flatMap(({ target, saw, signature }) => {
    if (target.door !== 'file') return []
    const seen = signature === undefined ? [saw] : [saw, signature]
    const body = JSON.stringify([proofOf(target.path, seen), ...seen])
    return [{ path: short48(sha256(target.path)), body }]
  })

/** `undefined` for what is damaged or is about another file. */
export const parseReading = (path: string, body: string): FileReading | undefined => {
  const parsed = parseJson(body)
  if (!Array.isArray(parsed) || !parsed.every((part) => typeof part === 'string')) return undefined
  const [proof, ...seen] = parsed
  const [digest, signature] = seen
  if (digest === undefined || proof !== proofOf(path, seen)) return undefined
  return signature === undefined ? { digest } : { digest, signature }
}

const proofOf = (path: string, seen: readonly string[]): string =>
  sha256(JSON.stringify([path, ...seen])).slice(0, 16)
