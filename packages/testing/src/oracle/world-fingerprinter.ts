import * as crypto from 'node:crypto'
import { type CodeFingerprint, type Fingerprinter, portableFingerprinter } from '@stagewright/core'
import type { World } from './world.ts'

/** What stands for the code of functions that are all one interpreter: a text for each. */
export type Codes = WeakMap<object, { readonly own: string; readonly helper: string }>

/** Fingerprints of functions that are interpreted, and of files and variables that are in memory. */
export const worldFingerprinter = (world: World, codes: Codes): Fingerprinter => ({
  ...portableFingerprinter(),
  digest: sha256,
  code: (fn): CodeFingerprint => {
    const { own, helper } = codes.get(fn) ?? { own: '', helper: '' }
    const parts = { 'function step': sha256(own), 'function helper': sha256(helper) }
    return { digest: sha256(Object.values(parts).join()), parts, untracked: [], followsCaptures: true }
  },
  file: (path, known) => {
    const file = world.files.get(path)
    if (file === undefined) return undefined
    const { text, signature } = file
    if (signature === undefined) return { digest: sha256(text) }
    return known?.signature === signature ? known : { digest: sha256(text), signature }
  },
  env: (name) => {
    const value = world.env.get(name)
    return value === undefined ? undefined : { value, digest: sha256(`set:${value}`) }
  },
})

/** The one-call form, where Node has it, is several times faster on small contents. */
const sha256 = (content: Uint8Array | string): string =>
  typeof crypto.hash === 'function'
    ? crypto.hash('sha256', content)
    : crypto.createHash('sha256').update(content).digest('hex')
