import { type Cacher, json } from '@stagewright/core'
import { contentOf } from './ledger.ts'
import type { Keeping } from './program.ts'

const made = (format: 'boxed' | 'private'): Cacher<unknown> => ({
  via: 'bytes',
  format,
  extension: 'txt',
  save: (value) => Buffer.from(contentOf(format, value)),
  load: (bytes) =>
    JSON.parse(
      Buffer.from(bytes)
        .toString()
        .slice(format.length + 1),
    ),
})

const boxed = made('boxed')
const own = made('private')
const plain = json() as Cacher<unknown>

/** Cachers by format. The engine is told of all but the private one, whose bytes nobody else can read. */
export const cacherFor = (format: Exclude<Keeping, 'none'>): Cacher<unknown> =>
  ({ json: plain, boxed, private: own })[format]

export const knownCachers: readonly Cacher<unknown>[] = [boxed]
