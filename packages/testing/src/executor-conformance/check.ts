import {
  type AnyStagewrightError,
  type Engine,
  type Executor,
  memoryStore,
  type Target,
} from '@stagewright/core'

/** What a fact has: the executor, and what runs stages with it. */
export interface Bench {
  readonly executor: Executor
  readonly run: Engine['run']
}

export type Check = (bench: Bench) => Promise<void>

/** How the only step that failed did. */
export const failureOf = async ({ executor, run }: Bench, target: Target): Promise<AnyStagewrightError> => {
  const { steps } = await run(target, { store: memoryStore(), executor, keepGoing: true })
  const [error] = steps.flatMap((step) => step.error ?? [])
  if (error === undefined) throw new Error('No step failed.')
  return error
}
