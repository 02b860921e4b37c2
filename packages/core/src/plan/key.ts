import type { Digest, InputTrace, Read } from '../ports/trace.ts'
import { idOf } from '../reads/recorder.ts'
import { encode } from '../values/encode.ts'
import type { Step } from './step.ts'

/** Raised when keys are made of other things, so that no trace of an earlier making can be taken for a later one. */
const keyFormat = 1

/**
 * What is known before the function runs: the key's format, the stage's name, its code, and each input's name and
 * digest. Inputs are sorted by name, for the order in which they are declared changes nothing.
 */
export const baseOf = (
  step: Step,
  inputs: readonly InputTrace[],
  digest: (text: string) => Digest,
): Digest => {
  const { kind, name } = step.application.definition
  const parts = inputs
    .map((input) => encode([input.record, input.name, input.digest]))
    .toSorted()
    .join('')
  return digest(encode([keyFormat, kind, name, step.codeDigest, step.subjects.length]) + parts)
}

/** The key of an execution: its base and all that it read, in the canonical order of reads. */
export const keyOf = (base: Digest, reads: readonly Read[], digest: (text: string) => Digest): Digest =>
  digest(base + reads.map(({ target, saw }) => encode([idOf(target), saw])).join(''))

/** The identity of an output that has no bytes: its execution's key, its name, and what tells a forced rerun apart. */
export const derivedDigest = (
  key: Digest,
  output: string,
  digest: (text: string) => Digest,
  nonce = '',
): Digest => digest(encode(['derived', key, output, nonce]))
