import type { Keeping } from './program.ts'

/** What a store should remember: the newest execution with each key. */
export type Ledger = ReadonlyMap<string, Entry>

export interface Entry {
  readonly outputs: ReadonlyMap<string, OutputEntry>
}

export interface OutputEntry {
  /** What keys of later stages are made of. */
  readonly identity: string
  readonly stored: Stored | undefined
}

export interface Stored {
  readonly format: Keeping
  /** The saved text, which no two formats share. */
  readonly content: string
}

/** What the cacher of a format saves. */
export const contentOf = (format: Keeping, value: unknown): string => {
  const json = JSON.stringify(value)
  return format === 'json' ? json : `${format} ${json}`
}
