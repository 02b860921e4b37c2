import { checkKeys } from '../errors/check-keys.ts'
import { InvalidArgumentError } from '../errors/index.ts'
import type { Executor } from '../ports/executor.ts'
import type { Store } from '../ports/store.ts'
import { checkSizes, type ResourceSize } from '../scheduler/resources.ts'
import type { RunEvent } from './events.ts'

/** What a plan depends on beside its targets. */
export interface PlanOptions {
  /** Where traces and artifacts live. Default in the `stagewright` package: `fileStore('.stagewright')`. */
  readonly store?: Store | undefined
  /**
   * The experiment that the targets belong to: a step is compared with the last execution of the same record in it. Default: none,
   * and what else ran without one is compared with.
   */
  readonly experiment?: string | undefined
  /** Stages to run again whatever their past says: all, or selectors (`name`, `+name`, `name+`, `name@record`, `*`). */
  readonly overwrite?: boolean | readonly string[] | undefined
  /** `use` reads and writes the store (the default), `read` only reads it, `off` does neither. */
  readonly cache?: 'use' | 'read' | 'off' | undefined
  /**
   * Whether what a stage's code reaches and cannot be followed is an error (UntrackedCodeError, all of them at once,
   * before anything runs) and not a warning. Default: false.
   */
  readonly strict?: boolean | undefined
}

/** What a run depends on beside its targets. */
export interface RunOptions extends PlanOptions {
  /** Functions that may run at once. Default: the machine's parallelism. */
  readonly concurrency?: number | undefined
  /**
   * Stops the run, which rejects with RunAbortedError: nothing new begins, running functions see it in their context.
   * What finished is kept.
   */
  readonly signal?: AbortSignal | undefined
  /**
   * Lets the run end early: once it aborts, no further step begins; what runs comes to its end, with its retries, and is
   * kept. A run that has more to do then rejects with RunAbortedError.
   */
  readonly drain?: AbortSignal | undefined
  /**
   * How much there is of the resources that stages name in `needs`: units that may be used at once, or units that may be
   * begun within any minute. A stage that needs an unknown one, or more than there is, is refused before anything runs.
   */
  readonly resources?: Readonly<Record<string, ResourceSize>> | undefined
  /** Told of all that happens, at once and in order. That a listener throws is a warning, once. */
  readonly onEvent?: ((event: RunEvent) => void) | undefined
  /** Plans only: nothing is executed and nothing is written. Default: false. */
  readonly dryRun?: boolean | undefined
  /** Goes on with what does not depend on a failed step, and resolves. Default: false, a failure rejects the run. */
  readonly keepGoing?: boolean | undefined
  /** How functions are called. Default: in this thread. */
  readonly executor?: Executor | undefined
  /** `verify` loads each saved value back and compares it. Default: `trust`. */
  readonly roundTrip?: 'trust' | 'verify' | undefined
  /** Which outputs are dropped from memory once they are saved. Default: `declared`, those marked by `lazy`. */
  readonly lazy?: 'declared' | 'all' | 'none' | undefined
}

const known: readonly (keyof RunOptions)[] = [
  'store',
  'experiment',
  'overwrite',
  'cache',
  'strict',
  'concurrency',
  'resources',
  'signal',
  'drain',
  'onEvent',
  'dryRun',
  'keepGoing',
  'executor',
  'roundTrip',
  'lazy',
]

const choices = {
  cache: ['use', 'read', 'off'],
  roundTrip: ['trust', 'verify'],
  lazy: ['declared', 'all', 'none'],
} as const

/** @throws InvalidArgumentError for values that no option takes, from callers without types */
export const checkOptions = (options: RunOptions): void => {
  checkKeys('The options of a plan or a run', options, known)
  for (const [name, allowed] of Object.entries(choices)) {
    const value: unknown = Reflect.get(options, name)
    if (value !== undefined && !allowed.some((choice) => choice === value))
      throw new InvalidArgumentError(
        `Option '${name}' is one of ${allowed.join(', ')}, and not ${String(value)}.`,
      )
  }
  const { concurrency, overwrite, resources } = options
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0))
    throw new InvalidArgumentError(`Option 'concurrency' is a whole number from 1, and not ${concurrency}.`)
  if (overwrite !== undefined && typeof overwrite !== 'boolean' && !isListOfTexts(overwrite))
    throw new InvalidArgumentError(`Option 'overwrite' is true, or a list of stage names.`)
  if (resources !== undefined) checkSizes(resources)
}

const isListOfTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((part) => typeof part === 'string')
