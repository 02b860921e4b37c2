import type { Definition } from '../graph/application.ts'
import type { Digest, ReadTarget } from '../ports/trace.ts'
import { idOf } from '../reads/recorder.ts'
import { encode } from '../values/encode.ts'
import { keyedBy, type Step } from './step.ts'

/** Raised when keys are made of other things, so that no trace of an earlier making can be taken for a later one. */
const keyFormat = 1

/** What all applications of one definition have in common, as the beginning of the text that a base is made of. */
export const basePrefix = (definition: Definition, codeDigest: Digest): string =>
  encode([keyFormat, definition.kind, definition.name, codeDigest])

/** The digest of a step's output as it is now, `undefined` where it is not known. */
export type DigestOf = (producer: number, output: string) => Digest | undefined

/**
 * What is known before the function runs: the key's format, the stage's name, its code, and each input's name and
 * digest. Inputs are sorted by name, for the order in which they are declared changes nothing.
 */
export const baseOf = (step: Step, digestOf: DigestOf, digest: (text: string) => Digest): Digest => {
  const { basePrefix, subjects } = step
  const parts = keyedBy(step).map(
    ({ name, record, producer, element }) =>
      `${record};${name.length}:${name}${producer === undefined ? '-' : (element?.known?.item.digest ?? digestOf(producer, name) ?? '-')};`,
  )
  const text = parts.length > 1 ? parts.sort().join('') : (parts[0] ?? '')
  return digest(`${basePrefix}${subjects.length};${text}`)
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
