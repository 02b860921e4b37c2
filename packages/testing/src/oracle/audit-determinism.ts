import { isDeepStrictEqual } from 'node:util'
import {
  type Engine,
  type CallResult,
  type Executor,
  type Experiment,
  inProcess,
  makeEngine,
  recordsOfSets,
} from '@stagewright/core'

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
  const { run = makeEngine().run, executor = inProcess() } = options
  const differences: Difference[] = []
  const records = recordsOfSets(await experiment.params())
  await run(await experiment.build(records), {
    cache: 'off',
    executor: {
      name: 'twice',
      execute: async (call, channel) => {
        const first = await executor.execute(call, channel)
        const second = await executor.execute(call, channel)
        for (const { name: artifact } of second.outputs)
          if (!isDeepStrictEqual(seenOf(first, artifact), seenOf(second, artifact)))
            differences.push({ stage: call.stage, record: call.record, artifact })
        return second
      },
    },
  })
  return differences
}

/** The value of an output, or the checksum of what was saved where the value stayed in another thread. */
const seenOf = ({ values, outputs }: CallResult, output: string): unknown =>
  values.has(output) ? values.get(output) : outputs.find(({ name }) => name === output)?.stored?.checksum
