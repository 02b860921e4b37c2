import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import {
  ArtifactLostError,
  type Engine,
  type Experiment,
  type ExperimentRecord,
  makeEngine,
  memoryStore,
  type ParameterSets,
  recordsOfSets,
  type RunResult,
  SkippedOutputError,
  StagewrightError,
  type Store,
  type Target,
  UnknownArtifactError,
} from '@stagewright/core'
import { OracleFinding } from './finding.ts'
import { type FrailStore, frailStore } from './frail-store.ts'

/** How an experiment is checked. */
export interface CheckIncrementalOptions {
  /** An engine's functions, such as those of the `stagewright` package. Default: core's own, without files. */
  readonly engine?: Pick<Engine, 'run'>
  /** Makes an empty store. Default: `memoryStore`. */
  readonly makeStore?: () => Store
  /** Random sequences of edits. Default: 10. */
  readonly cases?: number
  /** Edits in a sequence, at most. Default: 5. */
  readonly edits?: number
  /** The same seed gives the same edits. Default: 1. */
  readonly seed?: number
}

/** What was checked. */
export interface IncrementalReport {
  readonly runs: number
  /** Functions that the incremental runs called, and how many the clean runs called for the same values. */
  readonly executed: number
  readonly executedClean: number
}

/** What is done to an experiment between two runs. Numbers are taken modulo what there is. */
type Change =
  | { readonly type: 'take-parameter'; readonly from: number; readonly to: number; readonly name: number }
  | { readonly type: 'drop-set' | 'restore-set' | 'lose' | 'damage' | 'overwrite'; readonly which: number }

/**
 * Runs an experiment, edits it, and runs it again, on the results of before: its values must be those of a clean run, and
 * a run of what has just been run must execute nothing that is kept. An edit gives one parameter set a value of another
 * one, leaves a set out or brings it back, loses or damages artifacts, or overwrites a stage. Where a clean run fails,
 * the incremental one may fail too.
 *
 * @throws OracleFinding with the smallest sequence of edits that goes wrong
 * @example
 * await checkIncremental(experiment, { engine: { run } })
 */
export const checkIncremental = async (
  experiment: Experiment,
  options: CheckIncrementalOptions = {},
): Promise<IncrementalReport> => {
  const sets = await experiment.params()
  const total = { runs: 0, executed: 0, executedClean: 0 }
  const which = fc.nat({ max: 999 })
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.record({ type: fc.constant('take-parameter' as const), from: which, to: which, name: which }),
    fc.record({
      type: fc.constantFrom('drop-set', 'restore-set', 'lose', 'damage', 'overwrite'),
      which,
    }),
  )
  const changes = fc.array(change, { minLength: 1, maxLength: options.edits ?? 5, size: 'max' })
  const details = await fc.check(
    fc.asyncProperty(changes, async (sequence) => {
      const { runs, executed, executedClean } = await checkSequence(experiment, sets, sequence, options)
      total.runs += runs
      total.executed += executed
      total.executedClean += executedClean
    }),
    { numRuns: options.cases ?? 10, seed: options.seed ?? 1 },
  )
  if (!details.failed) return total
  const { errorInstance: error, counterexample } = details
  if (!(error instanceof OracleFinding)) throw error
  const sequence = counterexample?.[0].map((each) => JSON.stringify(each)).join(', ')
  throw new OracleFinding(error.type, `${error.detail}, after ${sequence}`, error.cause)
}

const checkSequence = async (
  experiment: Experiment,
  sets: ParameterSets,
  sequence: readonly Change[],
  { engine = makeEngine(), makeStore = memoryStore }: CheckIncrementalOptions,
): Promise<IncrementalReport> => {
  const store = frailStore(makeStore())
  let now = sets
  let stages: readonly string[] = []
  const report = { runs: 0, executed: 0, executedClean: 0 }
  for (const change of [undefined, ...sequence]) {
    if (change !== undefined) now = edit(now, sets, change, store)
    const overwrite =
      change?.type === 'overwrite' && stages.length > 0
        ? [stages[change.which % stages.length] ?? '']
        : undefined
    const targets = await experiment.build(recordsOfSets(now))
    const clean = await attempt(() => engine.run(targets, { store: makeStore() }))
    const incremental = await attempt(() =>
      engine.run(targets, { store, overwrite: known(overwrite, clean) }),
    )
    if (clean === undefined) continue
    if (incremental === undefined)
      throw new OracleFinding('failure', 'a clean run succeeds, and an incremental one does not')
    stages = [...new Set(clean.plan.steps.map(({ stage }) => stage))]
    await compare(recordsIn(targets), clean, incremental)
    const again = await engine.run(targets, { store })
    judgeSecondRun(again)
    await compare(recordsIn(targets), clean, again)
    report.runs++
    report.executed += incremental.counts.ran
    report.executedClean += clean.counts.ran
  }
  return report
}

const known = (
  overwrite: readonly string[] | undefined,
  run: RunResult | undefined,
): readonly string[] | undefined =>
  overwrite?.every((name) => run?.plan.steps.some(({ stage }) => stage === name)) === true
    ? overwrite
    : undefined

const edit = (now: ParameterSets, all: ParameterSets, change: Change, store: FrailStore): ParameterSets => {
  const names = Object.keys(now)
  const nameAt = (number: number, of: readonly string[]): string => of[number % Math.max(of.length, 1)] ?? ''
  switch (change.type) {
    case 'take-parameter': {
      const to = nameAt(change.to, names)
      const from = all[nameAt(change.from, Object.keys(all))] ?? {}
      const parameter = nameAt(change.name, Object.keys(from))
      if (now[to] === undefined || !Object.hasOwn(from, parameter)) return now
      return { ...now, [to]: { ...now[to], [parameter]: Reflect.get(from, parameter) } }
    }
    case 'drop-set': {
      const { [nameAt(change.which, names)]: _, ...others } = now
      return names.length > 1 ? others : now
    }
    case 'restore-set': {
      const name = nameAt(change.which, Object.keys(all))
      const set = all[name]
      return set === undefined ? now : { ...now, [name]: set }
    }
    case 'lose':
    case 'damage': {
      const checksum = nameAt(change.which, store.checksums())
      if (change.type === 'lose') store.drop(checksum)
      else store.damage(checksum)
      return now
    }
    case 'overwrite':
      return now
  }
}

/** A function may refuse the parameters that an edit gave it. */
const attempt = async (run: () => Promise<RunResult>): Promise<RunResult | undefined> => {
  try {
    return await run()
  } catch (error) {
    if (error instanceof StagewrightError) return undefined
    throw error
  }
}

const recordsIn = (targets: Target): readonly ExperimentRecord<unknown, unknown>[] =>
  'params' in targets ? [targets] : targets.flatMap(recordsIn)

const compare = async (
  records: readonly ExperimentRecord<unknown, unknown>[],
  clean: RunResult,
  incremental: RunResult,
): Promise<void> => {
  const names = new Set(clean.plan.steps.flatMap(({ outputs }) => outputs))
  for (const record of records)
    for (const name of names) {
      const expected = await valueIn(clean, record, name)
      const found = await valueIn(incremental, record, name)
      if (expected === undefined || found === undefined || isDeepStrictEqual(expected.value, found.value))
        continue
      throw new OracleFinding('stale', `'${name}' of record '${record.name}' is not what a clean run gives`)
    }
}

/** `undefined` where the record has no such artifact, or the run has not kept it, or its bytes turn out to be damaged. */
const valueIn = async (
  run: RunResult,
  record: ExperimentRecord<unknown, unknown>,
  name: string,
): Promise<{ readonly value: unknown } | undefined> => {
  try {
    // Which artifacts a record has is not known here: those that it lacks are refused.
    return { value: await run.value(record as ExperimentRecord<Readonly<Record<string, unknown>>>, name) }
  } catch (error) {
    const isExpected =
      error instanceof UnknownArtifactError ||
      error instanceof SkippedOutputError ||
      error instanceof ArtifactLostError
    if (isExpected) return undefined
    throw error
  }
}

/** Why something may run although nothing has changed: it cannot be kept, or was found damaged only now. */
const restless: ReadonlySet<string> = new Set([
  'no-outputs',
  'not-cached',
  'needed',
  'artifact-missing',
  'artifact-corrupt',
])

const judgeSecondRun = ({ steps }: RunResult): void => {
  const odd = steps.find(
    ({ outcome, decision, reason }) => outcome === 'ran' && decision === 'run' && !restless.has(reason.type),
  )
  if (odd !== undefined)
    throw new OracleFinding('needless', `${odd.id} ran again though nothing had changed: ${odd.explanation}`)
}
