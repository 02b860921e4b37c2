import { isDeepStrictEqual } from 'node:util'
import { type Engine, type Executor, type Experiment, makeEngine, recordsOfSets } from '@stagewright/core'

/** How an experiment is run. */
export interface AuditOptions {
  /** The `run` of an engine, such as that of the `stagewright` package. Default: core's own, without files. */
  readonly run?: Engine['run']
  /** How functions are called. Default: in this thread. */
  readonly executor?: Executor
}

/** An artifact that two calls with the same inputs made differently. */
export interface Difference {
  readonly stage: string
  /** The record's name. */
  readonly record: string
  readonly artifact: string
}

/**
 * Calls every step of an experiment twice with the same inputs, saves nothing, and tells which artifacts came out
 * differently. A stage that is not deterministic gives results that depend on when they were made. One that changes its
 * inputs shows where the second call makes something else of them.
 *
 * @throws StagewrightError when the experiment does not run
 * @example
 * expect(await auditDeterminism(experiment, { run })).toEqual([])
 */
export const auditDeterminism = async (
  experiment: Experiment,
  options: AuditOptions = {},
): Promise<readonly Difference[]> => {
  const { run = makeEngine().run, executor } = options
  const differences: Difference[] = []
  const records = recordsOfSets(await experiment.params())
  await run(await experiment.build(records), {
    cache: 'off',
    executor: {
      name: 'twice',
      execute: async (call) => {
        const once = (): Promise<unknown> =>
          executor === undefined ? callHere(call) : executor.execute(call)
        const first = await once()
        const second = await once()
        for (const artifact of namesIn(first, second)) {
          if (isDeepStrictEqual(valueOf(first, artifact), valueOf(second, artifact))) continue
          differences.push({ stage: call.stage, record: call.record, artifact })
        }
        return first
      },
    },
  })
  return differences
}

// A call's arguments are those of its function's kind.
const callHere: Executor['execute'] = async ({ fn, args }) =>
  (fn as (...all: readonly unknown[]) => unknown)(...args)

const namesIn = (...values: readonly unknown[]): ReadonlySet<string> =>
  new Set(values.flatMap((value) => (typeof value === 'object' && value !== null ? Object.keys(value) : [])))

const valueOf = (outputs: unknown, name: string): unknown =>
  typeof outputs === 'object' && outputs !== null ? Reflect.get(outputs, name) : undefined
