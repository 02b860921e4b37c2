import { setMaxListeners } from 'node:events'
import type { Executor, RunEvent } from '@stagewright/core'

/** Lets a run end early: softly, by starting nothing new, or at once. */
export interface Brake {
  /** Holds calls back once the brake is on. */
  readonly executor: Executor
  /** Ends the run: after `pull`, when nothing runs any more; after `stop`, now. */
  readonly signal: AbortSignal
  readonly note: (event: RunEvent) => void
  /** Whether an event is about a step that was held back and never ran. */
  readonly holds: (event: RunEvent) => boolean
  /** Starts nothing new; what runs finishes and is kept. */
  readonly pull: () => void
  /** Aborts what runs. */
  readonly stop: () => void
  readonly state: () => 'off' | 'pulled' | 'stopped'
}

/**
 * The engine knows one way to end a run, its signal, which also reaches the functions that are running. Here new calls
 * wait once the brake is pulled, and the signal comes when the last function that had begun is done.
 */
export const makeBrake = (): Brake => {
  const end = new AbortController()
  // Each call that is held back waits for the signal, and there may be thousands.
  setMaxListeners(0, end.signal)
  const running = new Set<string>()
  const held = new Set<string>()
  let state: 'off' | 'pulled' | 'stopped' = 'off'
  const places = new Map<string, number>()
  const placeOf = ({ stage, record }: { readonly stage: string; readonly record: string }): string =>
    JSON.stringify([stage, record])

  const endWhenIdle = (): void => {
    if (state === 'pulled' && running.size === 0) end.abort(new Error('interrupted'))
  }
  return {
    signal: end.signal,
    state: () => state,
    executor: {
      name: 'in process, until interrupted',
      execute: async (call) => {
        // A further attempt of what had begun is no new step.
        if (state !== 'off' && !places.has(placeOf(call))) await aborted(end.signal)
        return (call.fn as (...args: readonly unknown[]) => unknown)(...call.args)
      },
    },
    note: (event) => {
      if (event.type === 'step-started') {
        if (state !== 'off') return void held.add(event.step)
        running.add(event.step)
        const place = placeOf(event)
        places.set(place, (places.get(place) ?? 0) + 1)
      }
      if (event.type !== 'step-finished' && event.type !== 'step-failed') return
      if (!running.delete(event.step)) return
      const place = placeOf(event)
      const others = (places.get(place) ?? 1) - 1
      if (others > 0) places.set(place, others)
      else places.delete(place)
      endWhenIdle()
    },
    holds: (event) => 'step' in event && held.has(event.step),
    pull: () => {
      if (state !== 'off') return
      state = 'pulled'
      endWhenIdle()
    },
    stop: () => {
      state = 'stopped'
      end.abort(new Error('interrupted'))
    },
  }
}

/** Never resolves; rejects when the signal comes. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const leave = (): void => reject(signal.reason)
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
