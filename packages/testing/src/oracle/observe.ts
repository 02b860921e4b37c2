import type { Engine, Plan, RunOptions, RunResult, AnyStagewrightError, Target } from '@stagewright/core'

/** What was seen of a run, by its events and by calls of its functions. */
export interface Observation {
  readonly plan: Plan | undefined
  readonly result: RunResult | undefined
  readonly error: unknown
  /** Ids of steps in the order in which their functions were called; one can be in it twice. */
  readonly started: readonly string[]
  readonly finished: readonly string[]
  /** Of each step that was called, the places of its last call and of its end among all of them. */
  readonly spans: ReadonlyMap<string, readonly [from: number, to: number]>
  readonly failed: ReadonlyMap<string, AnyStagewrightError>
  /** Of each step that ended, the key under which the store knows what it made. */
  readonly keys: ReadonlyMap<string, string>
}

export const observeRun = async (
  engine: Engine,
  targets: readonly unknown[],
  options: RunOptions,
): Promise<Observation> => {
  let plan: Plan | undefined
  const started: string[] = []
  const finished: string[] = []
  const failed = new Map<string, AnyStagewrightError>()
  const keys = new Map<string, string>()
  const spans = new Map<string, readonly [number, number]>()
  let moment = 0
  const onEvent: RunOptions['onEvent'] = (event) => {
    if (event.type === 'run-started') plan = event.plan
    moment++
    if (event.type === 'step-started') {
      started.push(event.step)
      spans.set(event.step, [moment, Number.POSITIVE_INFINITY])
    }
    if (event.type === 'step-finished' && event.outcome === 'ran') {
      finished.push(event.step)
      if (event.trace !== undefined) keys.set(event.step, event.trace.key)
      spans.set(event.step, [spans.get(event.step)?.[0] ?? 0, moment])
    }
    if (event.type === 'step-failed') failed.set(event.step, event.error)
  }
  let result: RunResult | undefined
  let error: unknown
  try {
    // Targets are records that were built from data.
    result = await engine.run(targets as readonly Target[], { ...options, onEvent })
  } catch (thrown) {
    error = thrown
  }
  return { plan, result, error, started, finished, spans, failed, keys }
}
