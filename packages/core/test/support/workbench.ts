import {
  type ExperimentRecord,
  type Executor,
  inProcess,
  memoryStore,
  plan,
  type PlanOptions,
  type Report,
  type RunEvent,
  type RunOptions,
  type RunResult,
  run,
  type Store,
  type Target,
} from 'stagewright'

/** A run, and which functions were called for it. */
export interface Told extends RunResult {
  /** A stage's name for each call of its function, sorted. */
  readonly called: readonly string[]
  /** The same as the calls came. */
  readonly order: readonly string[]
  readonly events: readonly RunEvent[]
}

/** The functions that were called: what gathers lists has none. */
export const calledIn = ({ called }: Pick<Told, 'called'>): readonly string[] =>
  called.filter((name) => !name.startsWith('each('))

/** One store, and runs in it that tell which functions they called. */
export interface Workbench {
  readonly store: Store
  readonly run: (target: Target, options?: RunOptions) => Promise<Told>
  readonly plan: (target: Target, options?: PlanOptions) => ReturnType<typeof plan>
}

export const workbench = (store: Store = memoryStore()): Workbench => ({
  store,
  plan: (target, options) => plan(target, { store, ...options }),
  run: async (target, options) => {
    const order: string[] = []
    const events: RunEvent[] = []
    const inner = inProcess()
    const executor: Executor = {
      name: 'counting',
      execute: (call, channel) => {
        const started = (): void => {
          order.push(call.stage)
          channel.started()
        }
        return inner.execute(call, { ...channel, started })
      },
    }
    const onEvent = (event: RunEvent): void => {
      events.push(event)
      options?.onEvent?.(event)
    }
    const result = await run(target, { store, executor, ...options, onEvent })
    return { ...result, order, called: order.toSorted(), events }
  },
})

/** What the function that made an artifact reported. */
export const reportsOf = async (
  result: RunResult,
  target: AnyTarget,
  artifact: string,
): Promise<readonly Report[]> => {
  const info = result.artifact(target, artifact)
  if (info.kind !== 'artifact') throw new Error(`${artifact} was skipped.`)
  return info.reports()
}

/** What a promise rejects with. */
export const failureOf = async (
  promise: Promise<unknown>,
): Promise<Error & { readonly [key: string]: unknown }> => {
  try {
    await promise
  } catch (error) {
    return error as Error & { readonly [key: string]: unknown }
  }
  throw new Error('It did not fail.')
}

/** What a call throws. */
export const thrownBy = (call: () => unknown): Error & { readonly [key: string]: unknown } => {
  try {
    call()
  } catch (error) {
    return error as Error & { readonly [key: string]: unknown }
  }
  throw new Error('It did not throw.')
}

export type AnyTarget = ExperimentRecord<Record<string, unknown>, Record<string, unknown>>
