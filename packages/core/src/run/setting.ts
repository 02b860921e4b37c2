import type { Executor } from '../ports/executor.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import type { Store } from '../ports/store.ts'
import type { Formats } from './formats.ts'
import type { RunOptions } from './options.ts'

/** A run's options with everything that the engine fills in. */
export interface RunSetting extends RunOptions {
  readonly store: Store
  readonly executor: Executor
  readonly concurrency: number
  readonly fingerprinter: Fingerprinter
  readonly formats: Formats
  readonly memoryInUse: (() => number) | undefined
}
