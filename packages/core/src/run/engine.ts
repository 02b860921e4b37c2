import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from '../types/fp-ts.ts'
import { bytes, json, text } from '../cachers/index.ts'
import type { Cacher } from '../cachers/cacher.ts'
import type { AnyStagewrightError } from '../errors/any-error.ts'
import { asOwnError } from '../errors/as-own-error.ts'
import { portableFingerprinter } from '../fingerprint/portable.ts'
import { type Plan, toPlan } from '../plan/plan.ts'
import type { Executor } from '../ports/executor.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import type { Store } from '../ports/store.ts'
import { lookInto } from '../store/look-ups.ts'
import { memoryStore } from '../store/memory-store.ts'
import type { Target } from '../types/experiment.ts'
import type { ExperimentRecord } from '../types/experiment-record.ts'
import { type Accepted, acceptChanges, type AcceptOptions } from './accept.ts'
import { inProcess } from './in-process.ts'
import { formatsOf } from './formats.ts'
import { checkOptions, type PlanOptions, type RunOptions } from './options.ts'
import { openSession, planAll, selectRecords, wireTargets } from './prepare.ts'
import type { RunResult } from './result.ts'
import { runTargets } from './run.ts'

/** What a runtime gives the engine. */
export interface EngineParts {
  /** Makes the store that is used where the options name none. Default: a new one in memory. */
  readonly store?: () => Store
  /** Default: the function's own text and SHA-256 in plain JavaScript. */
  readonly fingerprinter?: Fingerprinter
  /** Default: calls functions in this thread. */
  readonly executor?: Executor
  /** Functions that may run at once. Default: what the runtime says of the machine, or 4. */
  readonly concurrency?: number
  /** Bytes that the process holds, for events. */
  readonly memoryInUse?: () => number
  /** Cachers beside those of core whose formats can be read when a stage's cacher changed. */
  readonly cachers?: readonly Cacher<unknown>[]
}

export interface Engine {
  /** What would run and why. Writes nothing. Rejects with an AnyStagewrightError. */
  readonly plan: (targets: Target, options?: PlanOptions) => Promise<Plan>
  /** Plans, skips, runs, and keeps every result. Rejects with an AnyStagewrightError; what had finished is kept. */
  readonly run: (targets: Target, options?: RunOptions) => Promise<RunResult>
  /**
   * Declares that the results of the selected steps hold although their code changed since, and records that: the next run
   * reuses them. Selectors are those of `overwrite`. A step keeps its own last result alone, of the same record, parameters and
   * inputs; any other is refused, and the list says why. Rejects with InvalidArgumentError where all are refused.
   */
  readonly accept: (
    targets: Target,
    selectors: readonly string[],
    options?: AcceptOptions,
  ) => Promise<readonly Accepted[]>
  /**
   * A part of some targets: the records right after the steps that selectors name. Running them runs those steps and what
   * they need, and nothing after them. Throws InvalidArgumentError for a selector that fits nothing.
   */
  readonly select: (targets: Target, selectors: readonly string[]) => readonly ExperimentRecord[]
  /** `plan` as an fp-ts TaskEither. */
  readonly planTask: (targets: Target, options?: PlanOptions) => TaskEither<AnyStagewrightError, Plan>
  /** `run` as an fp-ts TaskEither. */
  readonly runTask: (targets: Target, options?: RunOptions) => TaskEither<AnyStagewrightError, RunResult>
}

export const makeEngine = (parts: EngineParts = {}): Engine => {
  const {
    store: makeStore = memoryStore,
    fingerprinter = portableFingerprinter(),
    executor = inProcess(),
    concurrency = parallelism(),
  } = parts
  // A format is only used to read what a cacher of the same format wrote.
  const known = [json(), text(), bytes(), ...(parts.cachers ?? [])] as readonly Cacher<unknown>[]
  const formats = formatsOf(known)
  const plan = async (targets: Target, options: PlanOptions = {}): Promise<Plan> => {
    checkOptions(options)
    const { records, wiring } = wireTargets(targets, fingerprinter, options.strict)
    const session = await openSession(options.store ?? makeStore(), options.cache ?? 'use', true)
    try {
      const planned = await planAll(wiring, records, lookInto(session), {
        ...options,
        fingerprinter,
        formats,
      })
      return toPlan(planned.wiring, planned.prospects)
    } finally {
      await session.close()
    }
  }
  const run = async (targets: Target, options: RunOptions = {}): Promise<RunResult> => {
    checkOptions(options)
    return runTargets(targets, {
      ...options,
      store: options.store ?? makeStore(),
      executor: options.executor ?? executor,
      concurrency: options.concurrency ?? concurrency,
      fingerprinter,
      formats,
      memoryInUse: parts.memoryInUse,
    })
  }
  return {
    plan,
    run,
    accept: (targets, selectors, options = {}) =>
      acceptChanges(targets, selectors, { ...options, store: options.store ?? makeStore() }, fingerprinter),
    // The artifacts of a record in the middle of a program have no type here.
    select: (targets, selectors) =>
      selectRecords(targets, selectors, fingerprinter) as unknown as readonly ExperimentRecord[],
    planTask: (targets, options) => taskOf(() => plan(targets, options)),
    runTask: (targets, options) => taskOf(() => run(targets, options)),
  }
}

const parallelism = (): number => globalThis.navigator?.hardwareConcurrency ?? 4

/** The module of fp-ts that does this takes more room than all of `fold`. */
const taskOf =
  <Value>(begin: () => Promise<Value>): TaskEither<AnyStagewrightError, Value> =>
  async () => {
    try {
      return E.right(await begin())
    } catch (error) {
      return E.left(asOwnError(error))
    }
  }
