import type { Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import type { Surroundings } from '../surroundings.ts'

/** What a command needs to know when it is registered. */
export interface Registry {
  readonly world: Surroundings
  /** Of this package. */
  readonly version: string
  /** Told how the command ended. */
  readonly end: (code: ExitCode) => void
}

/**
 * Adds one command to the program. What the command does is imported when it is called, so that the others start no
 * slower for it.
 */
export type Registration = (program: Command, registry: Registry) => void
