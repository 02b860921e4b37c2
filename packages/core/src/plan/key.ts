import type { Definition } from '../graph/application.ts'
import type { Digest, InputTrace, ReadTarget } from '../ports/trace.ts'
import { idOf } from '../reads/recorder.ts'
import { encode } from '../values/encode.ts'
import type { Step } from './step.ts'

/** Raised when keys are made of other things, so that no trace of an earlier making can be taken for a later one. */
const keyFormat = 1

/** What all applications of one definition have in common, as the beginning of the text that a base is made of. */
export const basePrefix = (definition: Definition, codeDigest: Digest): string =>
  encode([keyFormat, definition.kind, definition.name, codeDigest])

/**
 * What is known before the function runs: the key's format, the stage's name, its code, and each input's name and
 * digest. Inputs are sorted by name, for the order in which they are declared changes nothing.
 */
export const baseOf = (
  step: Step,
  inputs: readonly InputTrace[],
  digest: (text: string) => Digest,
): Digest => {
  let text = `${step.basePrefix}${step.subjects.length};`
  const parts = inputs.map(
    (input) => `${input.record};${input.name.length}:${input.name}${input.digest ?? '-'};`,
  )
  if (parts.length > 1) parts.sort()
  for (const part of parts) text += part
  return digest(text)
}

/** The key of an execution: its base and all that it read, in the canonical order of reads. */
export const keyOf = (
  base: Digest,
  targets: readonly ReadTarget[],
  saw: (target: ReadTarget, index: number) => string,
  digest: (text: string) => Digest,
): Digest => {
  if (targets.length === 0) return base
  let text = base
  targets.forEach((target, index) => {
    const id = idOf(target)
    const sight = saw(target, index)
    text += `${id.length}:${id}${sight.length}:${sight}`
  })
  return digest(text)
}

/** The identity of an output that has no bytes: its execution's key, its name, and what tells a forced rerun apart. */
export const derivedDigest = (
  key: Digest,
  output: string,
  digest: (text: string) => Digest,
  nonce = '',
): Digest => digest(encode(['derived', key, output, nonce]))
