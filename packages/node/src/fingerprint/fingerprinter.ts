import type { CodeFingerprint, Fingerprinter } from '@stagewright/core'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { types } from 'node:util'
import { canInspect } from './runtime/inspection.ts'
import { partText } from './part-text.ts'
import { messageOf } from './walk.ts'
import { readFileContent } from './read-file.ts'
import { sha256 } from '../files/sha256.ts'
import { reachOf } from './reach.ts'

/** Settings of Node's fingerprinter. */
export interface NodeFingerprinterOptions {
  /** Where environment variables are read. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Raised when the format changes, so that digests of two formats never meet. */
const format = 'stagewright code 3'

/** Planning goes on without the code of a function that cannot be read, and says so. */
const unreadable = (what: string, digest: string): CodeFingerprint => ({
  digest,
  parts: {},
  untracked: [what],
  followsCaptures: canInspect(),
})

/** A part of code that may make a run: a package that is installed is this toolkit, or may depend on it. */
const isInstalled = (part: string): boolean => /^package (?!node:)/u.test(part)

/** What nothing that is stored fits: where reading went wrong, nobody knows whether the code is the same. */
const unlikeAny = (): string => sha256(`${format}\n${randomUUID()}`)

const codeOf = (fn: (...args: never) => unknown): CodeFingerprint => {
  if (types.isProxy(fn))
    return unreadable('the source of the function, which is a proxy', sha256(`${format}\nproxy`))
  try {
    const { digest, parts, untracked, isFaulty } = reachOf(fn)
    return {
      digest: isFaulty ? unlikeAny() : sha256(`${format}\n${digest}`),
      parts,
      untracked,
      followsCaptures: canInspect(),
      mayRun: untracked.length > 0 || Object.keys(parts).some(isInstalled),
    }
  } catch (error) {
    return unreadable(`code that cannot be read (${messageOf(error)})`, unlikeAny())
  }
}

/** The identity of code, files and environment on Node: functions with what they reach, files by content. */
export const nodeFingerprinter = (options: NodeFingerprinterOptions = {}): Fingerprinter => ({
  digest: sha256,
  code: codeOf,
  partText,
  file: readFileContent,
  bytes: readFileSync,
  env: (name) => {
    const value = (options.env ?? process.env)[name]
    return value === undefined ? undefined : { value, digest: sha256(`set:${value}`) }
  },
})
