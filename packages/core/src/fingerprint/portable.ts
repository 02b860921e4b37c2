import jsTokens from 'js-tokens'
import { InvalidArgumentError } from '../errors/index.ts'
import type { CodeFingerprint, Fingerprinter } from '../ports/fingerprinter.ts'
import { portableDigest } from './portable-digest.ts'

/**
 * Fingerprints for runtimes that show nothing of a function but its text: its tokens, without spaces and comments.
 * What the function captured is not seen, so stages say it by `version` or `deps`. There are no files, and no
 * environment.
 */
export const portableFingerprinter = (): Fingerprinter => ({
  digest: portableDigest,
  code: (fn): CodeFingerprint => {
    const digest = portableDigest(tokensOf(String(fn)))
    return {
      digest,
      parts: { [`function ${fn.name}`]: digest },
      untracked: [],
      followsCaptures: false,
    }
  },
  file: (path) => {
    throw new InvalidArgumentError(`There are no files in this runtime, and a stage reads ${path}.`)
  },
  env: () => undefined,
})

const blank = new Set(['WhiteSpace', 'LineTerminatorSequence', 'MultiLineComment', 'SingleLineComment'])

const tokensOf = (source: string): string =>
  [...jsTokens(source)]
    .filter(({ type }) => !blank.has(type))
    .map(({ value }) => `${value.length}:${value}`)
    .join('')
