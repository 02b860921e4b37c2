// #region progress
import type { RunEvent } from 'stagewright'

/** How far an evaluation is, in steps of all its candidates and folds. */
export interface Progress {
  readonly done: number
  readonly total: number
}

/** Turns what Stagewright tells into what this library's users want to know. */
export const progressFrom = (listener: (progress: Progress) => void): ((event: RunEvent) => void) => {
  let done = 0
  let total = 0
  return (event) => {
    if (event.type === 'run-started') total = event.plan.steps.length
    if (event.type === 'step-finished') listener({ done: ++done, total })
  }
}
// #endregion progress
