import type { CodeFingerprint, Fingerprinter } from '@stagewright/core'
import { readFileSync } from 'node:fs'
import { types } from 'node:util'
import { canInspect } from './inspection.ts'
import { readFileContent } from './read-file.ts'
import { sha256 } from './sha256.ts'
import { reachOf } from './walk.ts'

/** Settings of Node's fingerprinter. */
export interface NodeFingerprinterOptions {
  /** Where environment variables are read. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Raised when the format changes, so that digests of two formats never meet. */
const format = 'stagewright code 2'

/** Planning goes on without a fingerprint, and says so. */
const unreadable = (what: string, text: string): CodeFingerprint => ({
  digest: sha256(`${format}\nunreadable ${text}`),
  parts: {},
  untracked: [what],
  followsCaptures: false,
})

const codeOf = (fn: (...args: never) => unknown): CodeFingerprint => {
  if (types.isProxy(fn)) return unreadable('the source of the function, which is a proxy', '')
  try {
    const { digest, parts, untracked } = reachOf(fn)
    return { digest: sha256(`${format}\n${digest}`), parts, untracked, followsCaptures: canInspect() }
  } catch (error) {
    return unreadable(`what the function reaches (${(error as Error).message})`, String(fn))
  }
}

/** The identity of code, files and environment on Node: functions with what they reach, files by content. */
export const nodeFingerprinter = (options: NodeFingerprinterOptions = {}): Fingerprinter => ({
  digest: sha256,
  code: codeOf,
  file: readFileContent,
  bytes: readFileSync,
  env: (name) => {
    const value = (options.env ?? process.env)[name]
    return value === undefined ? undefined : { value, digest: sha256(`set:${value}`) }
  },
})
